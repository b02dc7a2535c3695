using CovidGrpc.Vision.Attention;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.OneShot;

/// <summary>
/// The one-shot network up to the RoI sequence:
/// <code>
/// images ▸ backbone ▸ proposals ┬▸ 16 RoIs of each ▸ maps ▸ encoder ▸ sequence
///                               └▸ detections ▸ masks
/// </code>
/// </summary>
internal sealed class SegmentationNetwork : Module
{
    internal SegmentationNetwork(ModelManifest manifest, DetectionSettings detection, RoiPadding padding)
        : base(nameof(SegmentationNetwork))
    {
        var pyramid = manifest.Pyramid ?? PyramidSettings.Authors;
        Backbone = new(manifest.Backbone, manifest.BatchNorm, pyramid, levels: 1);
        Rpn = new(detection.Anchors, detection.Rpn, pyramid.Channels);
        RoiHeads = new(detection, pyramid.Channels, padding);
        Encoder = new(pyramid.Channels, manifest.BatchNorm);
        RegisterComponents();
    }

    [field: ComponentName(Name = "backbone")]
    internal BackboneWithPyramid Backbone { get; }

    [field: ComponentName(Name = "rpn")]
    internal RegionProposalNetwork Rpn { get; }

    [field: ComponentName(Name = "roi_heads")]
    internal RoiHeads RoiHeads { get; }

    [field: ComponentName(Name = Rooms.AttentionLayer)]
    internal RoiEncoder Encoder { get; }

    /// <summary>Computes a batch of images of one geometry, each as if it were alone.</summary>
    /// <param name="images">[N, 3, H, W], of the padded size.</param>
    /// <param name="geometry">Of all of them.</param>
    /// <param name="cut">Which detections are kept; null skips the detection branch.</param>
    /// <param name="clock">Told when a stage ends.</param>
    /// <param name="cancellation">Looked at between stages and between layers of the backbone.</param>
    /// <returns>Tensors that belong to the caller's dispose scope.</returns>
    internal SegmentationResult Forward(
        Tensor images, ImageGeometry geometry, DetectionCut? cut, StageClock clock, CancellationToken cancellation)
    {
        using var laidOut = ConvolutionLayout.OfImages(images, Backbone.WeightType);
        var features = Backbone.call(laidOut, cancellation)[0];
        clock.End(Stage.Backbone);
        cancellation.ThrowIfCancellationRequested();
        var proposals = Rpn.call([features], geometry);
        clock.End(Stage.Proposals);
        cancellation.ThrowIfCancellationRequested();
        using var pooled = RoiHeads.PoolBoxes(features, [.. proposals.Select(ofImage => ofImage.Boxes)], geometry);
        var (ofSequence, ofDetection) = RoiHeads.Embed(pooled, [.. proposals.Select(ofImage => ofImage.Boxes.shape[0])], detections: cut is not null);
        var rois = RoiHeads.Sequence.Select(ofSequence, proposals, geometry.Resized);
        var sequences = Encode(features, rois, geometry, cancellation);
        clock.End(Stage.Sequence);
        if (cut is null || ofDetection is null)
            return new(features, proposals, rois, sequences, null, null);

        cancellation.ThrowIfCancellationRequested();
        var detections = RoiHeads.Detection.Detect(ofDetection, proposals, geometry.Resized, cut);
        var masks = Mask(features, detections, geometry);
        return new(features, proposals, rois, sequences, detections, masks);
    }

    // [M, 16, 256] for the M images that have RoIs.
    private Tensor? Encode(Tensor features, IReadOnlyList<SelectedRois?> rois, ImageGeometry geometry, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var none = zeros([0, 4]);
        var boxes = rois.Select(ofImage => ofImage?.InSequence().Boxes ?? none).ToArray();
        if (boxes.All(ofImage => ofImage.shape[0] == 0))
            return null;
        var maps = RoiHeads.Sequence.Maps(RoiHeads.PoolMasks(features, boxes, geometry));
        cancellation.ThrowIfCancellationRequested();
        return Encoder.call(maps).MoveToOuterDisposeScope();
    }

    private Tensor? Mask(Tensor features, IReadOnlyList<ScoredBoxes> detections, ImageGeometry geometry)
    {
        using var scope = NewDisposeScope();
        if (detections.All(ofImage => ofImage.Count == 0))
            return null;
        var pooled = RoiHeads.PoolMasks(features, [.. detections.Select(ofImage => ofImage.Boxes)], geometry);
        return RoiHeads.Detection.Masks(pooled, cat([.. detections.Select(ofImage => ofImage.Labels)])).MoveToOuterDisposeScope();
    }
}
