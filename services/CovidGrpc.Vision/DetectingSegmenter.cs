using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision;

/// <summary>What networks that segment by detection share: checks, batches of equal slices, one scope for all tensors of a batch.</summary>
public abstract class DetectingSegmenter : ISliceSegmenter
{
    private readonly Device _device;
    private readonly TimeProvider _time;

    private protected DetectingSegmenter(ModelFolder folder, Placement placement, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(placement);
        (Manifest, Identity, _device, _time) = (folder.Manifest, folder.Identity, placement.Device, time);
    }

    /// <inheritdoc/>
    public ModelManifest Manifest { get; }

    /// <inheritdoc/>
    public ModelIdentity Identity { get; }

    /// <inheritdoc/>
    public long WeightBytes => NetworkLoader.CountBytes(Module);

    private protected DetectionSettings Detection => Manifest.Detection!;

    private protected abstract nn.Module Module { get; }

    /// <inheritdoc/>
    public IReadOnlyList<SliceFeatures> Segment(
        IReadOnlyList<SliceInput> slices, SegmentationParameters parameters, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(slices);
        ArgumentNullException.ThrowIfNull(parameters);
        foreach (var slice in slices)
            slice.Check();
        var cut = DetectionCut.Of(parameters, Detection.Findings);
        return ConvolutionLayout.RoundsImagesAsAlone(_device)
            ? EqualSizes.Compute(slices, OfOneSize)
            : [.. slices.SelectMany(slice => OfOneSize([slice]))];

        IReadOnlyList<SliceFeatures> OfOneSize(IReadOnlyList<SliceInput> batch) => SegmentBatch(batch, cut, parameters.MaskThreshold, cancellation);
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
        Module.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>How images of a size are brought to the network.</summary>
    private protected abstract ImageGeometry GeometryOf(ImageSize image);

    /// <summary>The answers of a batch; all tensors belong to the open dispose scope.</summary>
    private protected abstract IReadOnlyList<SliceFeatures> Compute(
        SliceBatch batch, DetectionCut? cut, double maskThreshold, StageClock clock, CancellationToken cancellation);

    private IReadOnlyList<SliceFeatures> SegmentBatch(
        IReadOnlyList<SliceInput> slices, DetectionCut? cut, double maskThreshold, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var clock = new StageClock(_time, _device);
        var batch = SliceBatch.Of(slices, GeometryOf(new(slices[0].Rows, slices[0].Columns)), Manifest.Normalisation, _device);
        clock.End(Stage.Input);
        return Compute(batch, cut, maskThreshold, clock, cancellation);
    }
}
