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
public sealed class MaskRcnnSegmenter : DetectingSegmenter
{
    private MaskRcnnSegmenter(ModelFolder folder, Placement placement)
        : base(folder, placement, TimeProvider.System)
    {
        Network = NetworkLoader.Load(() => new MaskRcnnNetwork(Manifest, Detection), folder, placement, _ => true);
    }

    internal MaskRcnnNetwork Network { get; }

    private protected override nn.Module Module => Network;

    /// <summary>Loads a model of the architecture <see cref="ModelArchitecture.MaskRcnn"/>.</summary>
    /// <param name="folder">The model.</param>
    /// <param name="placement">Where it computes.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    /// <exception cref="ModelTooLargeException">It does not fit into memory.</exception>
    public static MaskRcnnSegmenter Load(ModelFolder folder, Placement placement)
    {
        return new(folder, placement);
    }

    private protected override ImageGeometry GeometryOf(ImageSize image)
    {
        return MaskRcnnNetwork.Geometry(image);
    }

    private protected override IReadOnlyList<SliceFeatures> Compute(
        SliceBatch batch, DetectionCut? cut, double maskThreshold, StageClock clock, CancellationToken cancellation)
    {
        var result = cut is null ? null : Network.Forward(batch.Images, batch.Geometry, cut, clock, cancellation);
        var findings = new DetectedFindings(batch, Detection.Tissues).Compose(result?.Detections, result?.Masks, maskThreshold, cancellation);
        clock.End(Stage.Findings);
        var timings = clock.Timings();
        return [.. findings.Select((ofSlice, i) => new SliceFeatures(
            ofSlice, null, batch.AreConstant[i] ? [SegmentationWarning.ConstantImage] : [], timings))];
    }
}
