using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.OneShot;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision;

/// <summary>
/// The segmentation room of a one-shot model: slices become findings and the RoI sequence that classification reads.
/// Safe to call from several threads; the weights never change.
/// </summary>
public sealed class OneShotSegmenter : ISliceSegmenter
{
    private readonly Device _device;
    private readonly TimeProvider _time;

    private OneShotSegmenter(ModelFolder folder, Placement placement, RoiPadding padding, TimeProvider time)
    {
        (Manifest, Identity, _device, _time) = (folder.Manifest, folder.Identity, placement.Device, time);
        Network = NetworkLoader.Load(() => new SegmentationNetwork(Manifest, Detection, padding), folder, placement.Device, Rooms.IsOfSegmentation);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public long WeightBytes => NetworkLoader.CountBytes(Network);

    internal SegmentationNetwork Network { get; }

    private DetectionSettings Detection => Manifest.Detection!;

    /// <summary>Loads the segmentation room of a model.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    public static OneShotSegmenter Load(ModelFolder folder, Placement placement)
    {
        return Load(folder, placement, RoiPaddings.EvenSpread);
    }

    internal static OneShotSegmenter Load(ModelFolder folder, Placement placement, RoiPadding padding)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        return new(folder, placement, padding, TimeProvider.System);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SliceFeatures> Segment(
        IReadOnlyList<SliceInput> slices, SegmentationParameters parameters, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var slice in slices)
            slice.Check();
        var cut = DetectionCut.Of(parameters, Detection.Findings);
        return EqualSizes.Compute(slices, batch => SegmentBatch(batch, cut, parameters.MaskThreshold, cancellation));
    }

    /// <inheritdoc/>
    public void WarmUp()
    {
        const int Side = ImageGeometry.Side;
        Segment([new SliceInput(new byte[Side * Side], Side, Side, Side, Side)], new SegmentationParameters());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Network.Dispose();
    }

    private IReadOnlyList<SliceFeatures> SegmentBatch(
        IReadOnlyList<SliceInput> slices, DetectionCut? cut, double maskThreshold, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var clock = new StageClock(_time);
        var geometry = ImageGeometry.Of(new(slices[0].Rows, slices[0].Columns));
        var batch = SliceBatch.Of(slices, geometry, Manifest.Normalisation, _device);
        clock.End(Stage.Input);
        var result = Network.Forward(batch.Images, geometry, cut, clock, cancellation);
        var findings = new DetectedFindings(batch, Detection.Tissues).Compose(result.Detections, result.Masks, maskThreshold, cancellation);
        clock.End(Stage.Findings);
        return new SliceAnswers(result, batch, Detection.Tissues).Compose(findings, clock.Timings());
    }
}
