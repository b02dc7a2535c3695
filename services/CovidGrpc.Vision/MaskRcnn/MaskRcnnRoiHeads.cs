using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.MaskRcnn;

/// <summary>What Mask R-CNN does with its proposals: boxes, then masks of those that are kept.</summary>
internal sealed class MaskRcnnRoiHeads : Module
{
    private const int BoxBins = 7;
    private const int MaskBins = 14;
    private const int MaskConvolutions = 4;

    internal MaskRcnnRoiHeads(DetectionSettings detection, int channels)
        : base(nameof(MaskRcnnRoiHeads))
    {
        var classes = detection.Tissues.Count + 1;
        var boxHead = new BoxHead(channels * BoxBins * BoxBins);
        var boxPredictor = new BoxPredictor(classes);
        var maskHead = new MaskHead(channels, MaskConvolutions);
        var maskPredictor = new MaskPredictor(channels, classes, "conv5_mask");
        Branch = new(new(boxHead, boxPredictor), maskHead, maskPredictor, detection);
        register_module("box_head", boxHead);
        register_module("box_predictor", boxPredictor);
        register_module("mask_head", maskHead);
        register_module("mask_predictor", maskPredictor);
    }

    internal DetectionBranch Branch { get; }

    /// <summary>The detections of each image, best first.</summary>
    internal IReadOnlyList<ScoredBoxes> Detect(
        IReadOnlyList<Tensor> levels, IReadOnlyList<Proposals> proposals, ImageGeometry geometry, DetectionCut cut)
    {
        using var pooled = PoolBoxes(levels, [.. proposals.Select(ofImage => ofImage.Boxes)], geometry);
        using var embedded = Branch.Boxes.Head.Embed(pooled);
        return Branch.Detect(embedded, proposals, geometry.Resized, cut);
    }

    /// <summary>[R, 28, 28] of all detections, image after image; null when there is none.</summary>
    internal Tensor? Mask(IReadOnlyList<Tensor> levels, IReadOnlyList<ScoredBoxes> detections, ImageGeometry geometry)
    {
        using var scope = NewDisposeScope();
        if (detections.All(ofImage => ofImage.Count == 0))
            return null;
        var pooled = PoolMasks(levels, [.. detections.Select(ofImage => ofImage.Boxes)], geometry);
        return Branch.Masks(pooled, cat([.. detections.Select(ofImage => ofImage.Labels)])).MoveToOuterDisposeScope();
    }

    /// <summary>Boxes pooled for the box head, [R, 12544], the images' one after the other.</summary>
    internal static Tensor PoolBoxes(IReadOnlyList<Tensor> levels, IReadOnlyList<Tensor> boxes, ImageGeometry geometry)
    {
        using var pooled = PyramidRoiAlign.Pool(levels, boxes, geometry, BoxBins);
        return pooled.flatten(1);
    }

    /// <summary>Boxes pooled for the mask head, [R, 256, 14, 14], the images' one after the other.</summary>
    internal static Tensor PoolMasks(IReadOnlyList<Tensor> levels, IReadOnlyList<Tensor> boxes, ImageGeometry geometry)
    {
        return PyramidRoiAlign.Pool(levels, boxes, geometry, MaskBins);
    }
}
