using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.MaskRcnn;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision;

/// <summary>
/// Mask R-CNN for lesions: slices become findings; there is no RoI sequence, and so no warning about one.
/// Safe to call from several threads; the weights never change.
/// </summary>
public sealed class MaskRcnnSegmenter : ISliceSegmenter
{
    private readonly Device _device;
    private readonly TimeProvider _time;

    private MaskRcnnSegmenter(ModelFolder folder, Placement placement, TimeProvider time)
    {
        (Manifest, Identity, _device, _time) = (folder.Manifest, folder.Identity, placement.Device, time);
        Network = NetworkLoader.Load(() => new MaskRcnnNetwork(Manifest, Detection), folder, placement.Device, _ => true);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public long WeightBytes => NetworkLoader.CountBytes(Network);

    internal MaskRcnnNetwork Network { get; }

    private DetectionSettings Detection => Manifest.Detection!;

    /// <summary>Loads a model of the architecture <see cref="ModelArchitecture.MaskRcnn"/>.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    public static MaskRcnnSegmenter Load(ModelFolder folder, Placement placement)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        return new(folder, placement, TimeProvider.System);
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
        const int Side = MaskRcnnNetwork.ShortestSide;
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
        var geometry = MaskRcnnNetwork.Geometry(new(slices[0].Rows, slices[0].Columns));
        var batch = SliceBatch.Of(slices, geometry, Manifest.Normalisation, _device);
        clock.End(Stage.Input);
        var result = cut is null ? null : Network.Forward(batch.Images, geometry, cut, clock, cancellation);
        var findings = new DetectedFindings(batch, Detection.Tissues).Compose(result?.Detections, result?.Masks, maskThreshold, cancellation);
        clock.End(Stage.Findings);
        var timings = clock.Timings();
        return [.. findings.Select((ofSlice, i) => new SliceFeatures(
            ofSlice, null, batch.AreConstant[i] ? [SegmentationWarning.ConstantImage] : [], timings))];
    }
}
