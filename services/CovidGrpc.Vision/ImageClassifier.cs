using CovidGrpc.Vision.ImageClassifiers;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision;

/// <summary>A convolutional network that classifies whole slices. Safe to call from several threads; the weights never change.</summary>
public sealed class ImageClassifier : ISliceClassifier
{
    // A slice is read at its own size; larger ones than this are scaled down, so that none asks for gigabytes.
    private const int LongestSide = 1024;
    private const int WarmUpSide = 512;

    private readonly Device _device;

    private ImageClassifier(ModelFolder folder, Placement placement)
    {
        (Manifest, Identity, _device) = (folder.Manifest, folder.Identity, placement.Device);
        Network = NetworkLoader.Load(
            () => ImageClassifierNetwork.Of(Manifest.Backbone, Manifest.BatchNorm), folder, placement, _ => true);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public long WeightBytes => NetworkLoader.CountBytes(Network);

    internal ImageClassifierNetwork Network { get; }

    /// <summary>Loads a model of the architecture <see cref="ModelArchitecture.ImageClassifier"/>.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    public static ImageClassifier Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        return new(folder, placement);
    }

    /// <inheritdoc/>
    public SliceClassification Classify(SliceInput slice, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slice);
        slice.Check();
        cancellation.ThrowIfCancellationRequested();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var geometry = ImageGeometry.AtMost(new(slice.Rows, slice.Columns), LongestSide);
        var images = ConvolutionLayout.Of(SliceBatch.Of([slice], geometry, Manifest.Normalisation, _device).Images);
        var logits = Network.call(images, cancellation);
        var probabilities = (logits / Manifest.Classification!.Temperature).softmax(1);
        return new(logits.cpu().data<float>().ToArray(), probabilities.cpu().data<float>().ToArray(), [], []);
    }

    /// <inheritdoc/>
    public void WarmUp()
    {
        Classify(new SliceInput(new byte[WarmUpSide * WarmUpSide], WarmUpSide, WarmUpSide, WarmUpSide, WarmUpSide));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
    }
}
