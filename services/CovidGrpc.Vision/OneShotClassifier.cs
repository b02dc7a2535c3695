using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.OneShot;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision;

/// <summary>
/// The classification room of a one-shot model: a RoI sequence becomes logits and attention. Only sequences that the segmentation room of the
/// same model made mean anything to it. Safe to call from several threads; the weights never change.
/// </summary>
public sealed class OneShotClassifier : INetwork
{
    private readonly Device _device;

    private OneShotClassifier(ModelFolder folder, Placement placement)
    {
        (Manifest, Identity, _device) = (folder.Manifest, folder.Identity, placement.Device);
        Network = NetworkLoader.Load(() => new ClassificationNetwork(), folder, placement, Rooms.IsOfClassification);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public long WeightBytes => NetworkLoader.CountBytes(Network);

    internal ClassificationNetwork Network { get; }

    /// <summary>Loads the classification room of a model.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    public static OneShotClassifier Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        return new(folder, placement);
    }

    /// <summary>Classifies one slice.</summary>
    /// <param name="sequence">[16, 256], row by row: <see cref="RoiSequence.Values"/>.</param>
    /// <param name="cancellation">Looked at before the computation, which takes about a millisecond.</param>
    /// <exception cref="ArgumentException">The sequence has another length, or a value that is not finite.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SliceClassification Classify(ReadOnlySpan<float> sequence, CancellationToken cancellation = default)
    {
        if (sequence.Length != RoiSequence.Length * RoiSequence.Width)
            throw new ArgumentException($"A RoI sequence has {RoiSequence.Length} × {RoiSequence.Width} values.", nameof(sequence));
        foreach (var value in sequence)
        {
            if (!float.IsFinite(value))
                throw new ArgumentException("A RoI sequence has finite values only.", nameof(sequence));
        }

        cancellation.ThrowIfCancellationRequested();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var input = tensor(sequence.ToArray(), [1, RoiSequence.Length, RoiSequence.Width]).to(_device);
        var result = Network.call(input);
        var probabilities = (result.Logits / Manifest.Classification!.Temperature).softmax(1);
        return new(ToHost(result.Logits), ToHost(probabilities), ToHost(result.AttentionPositive), ToHost(result.AttentionNegative));
    }

    /// <inheritdoc/>
    public void WarmUp()
    {
        Classify(new float[RoiSequence.Length * RoiSequence.Width]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
    }

    private static float[] ToHost(Tensor values)
    {
        return values.cpu().data<float>().ToArray();
    }
}
