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
public sealed class OneShotSegmenter : DetectingSegmenter
{
    private OneShotSegmenter(ModelFolder folder, Placement placement, RoiPadding padding)
        : base(folder, placement, TimeProvider.System)
    {
        Network = NetworkLoader.Load(() => new SegmentationNetwork(Manifest, Detection, padding), folder, placement, Rooms.IsOfSegmentation);
    }

    internal SegmentationNetwork Network { get; }

    private protected override nn.Module Module => Network;

    /// <summary>Loads the segmentation room of a model.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    /// <exception cref="ModelTooLargeException">It does not fit into memory.</exception>
    public static OneShotSegmenter Load(ModelFolder folder, Placement placement)
    {
        return Load(folder, placement, RoiPaddings.EvenSpread);
    }

    internal static OneShotSegmenter Load(ModelFolder folder, Placement placement, RoiPadding padding)
    {
        return new(folder, placement, padding);
    }

    private protected override ImageGeometry GeometryOf(ImageSize image)
    {
        return ImageGeometry.Of(image);
    }

    private protected override IReadOnlyList<SliceFeatures> Compute(
        SliceBatch batch, DetectionCut? cut, double maskThreshold, StageClock clock, CancellationToken cancellation)
    {
        var result = Network.Forward(batch.Images, batch.Geometry, cut, clock, cancellation);
        var findings = new DetectedFindings(batch, Detection.Tissues).Compose(result.Detections, result.Masks, maskThreshold, cancellation);
        clock.End(Stage.Findings);
        return new SliceAnswers(result, batch, Detection.Tissues).Compose(findings, clock.Timings());
    }
}
