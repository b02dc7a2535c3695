using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.MaskRcnn;

/// <summary>
/// Mask R-CNN (He et al., 2017) on a feature pyramid of four levels, as the paper's authors train it for lesions: no extra pooled level, and the
/// same small anchors at every level.
/// </summary>
internal sealed class MaskRcnnNetwork : Module
{
    /// <summary>The shorter side of the image that the network reads.</summary>
    internal const int ShortestSide = 512;

    /// <summary>Limit of the longer side.</summary>
    internal const int LongestSide = 1024;

    private const int Levels = 4;

    internal MaskRcnnNetwork(ModelManifest manifest, DetectionSettings detection)
        : base(nameof(MaskRcnnNetwork))
    {
        var pyramid = PyramidSettings.Authors;
        Backbone = new(manifest.Backbone, manifest.BatchNorm, pyramid, Levels);
        Rpn = new(detection.Anchors, detection.Rpn, pyramid.Channels);
        RoiHeads = new(detection, pyramid.Channels);
        RegisterComponents();
    }

    [field: ComponentName(Name = "backbone")]
    internal BackboneWithPyramid Backbone { get; }

    [field: ComponentName(Name = "rpn")]
    internal RegionProposalNetwork Rpn { get; }

    [field: ComponentName(Name = "roi_heads")]
    internal MaskRcnnRoiHeads RoiHeads { get; }

    internal static ImageGeometry Geometry(ImageSize original)
    {
        return ImageGeometry.Of(original, ShortestSide, LongestSide);
    }

    /// <summary>Computes a batch of images of one geometry, each as if it were alone.</summary>
    /// <param name="images">[N, 3, H, W], of the padded size.</param>
    /// <param name="geometry">Of all of them.</param>
    /// <param name="cut">Which detections are kept.</param>
    /// <param name="clock">Told when a stage ends.</param>
    /// <param name="cancellation">Looked at between stages and between layers of the backbone.</param>
    /// <returns>Tensors that belong to the caller's dispose scope.</returns>
    internal MaskRcnnResult Forward(
        Tensor images, ImageGeometry geometry, DetectionCut cut, StageClock clock, CancellationToken cancellation)
    {
        using var laidOut = ConvolutionLayout.OfImages(images, Backbone.WeightType);
        var levels = Backbone.call(laidOut, cancellation);
        clock.End(Stage.Backbone);
        cancellation.ThrowIfCancellationRequested();
        var proposals = Rpn.call(levels, geometry);
        clock.End(Stage.Proposals);
        cancellation.ThrowIfCancellationRequested();
        var detections = RoiHeads.Detect(levels, proposals, geometry, cut);
        cancellation.ThrowIfCancellationRequested();
        return new(levels, proposals, detections, RoiHeads.Mask(levels, detections, geometry));
    }
}
