using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>The two RoI branches on one set of proposals, each with its own layers; those of the classification branch end in <c>_s2</c>.</summary>
internal sealed class RoiHeads : Module
{
    private const int BoxBins = 7;
    private const int MaskBins = 14;
    private const int MaskConvolutions = 1;
    private static readonly int Classes = Enum.GetValues<Tissue>().Length + 1;

    internal RoiHeads(DetectionSettings detection, int channels, RoiPadding padding)
        : base(nameof(RoiHeads))
    {
        var pooledLength = channels * BoxBins * BoxBins;
        Detection = new(
            new(Register("box_head", new BoxHead(pooledLength)), Register("box_predictor", new BoxPredictor(Classes))),
            Register("mask_head", new MaskHead(channels, MaskConvolutions)),
            Register("mask_predictor", new MaskPredictor(channels, Classes, "conv_mask")),
            detection);
        Sequence = new(
            new(Register("box_head_s2", new BoxHead(pooledLength)), Register("box_predictor_s2", new BoxPredictor(Classes))),
            Register("mask_head_s2", new MaskHead(channels, MaskConvolutions)),
            Register("mask_predictor_s2", new RoiMapPredictor(channels, 2 * MaskBins)),
            padding);
    }

    internal DetectionBranch Detection { get; }

    internal SequenceBranch Sequence { get; }

    /// <summary>Proposals pooled for both box branches, [R, C × 49], the images' one after the other.</summary>
    internal static Tensor PoolBoxes(Tensor features, IReadOnlyList<Tensor> boxes, ImageGeometry geometry)
    {
        using var pooled = Pool(features, boxes, geometry, BoxBins);
        return pooled.flatten(1);
    }

    /// <summary>Boxes pooled for a mask branch, [R, C, 14, 14], the images' one after the other.</summary>
    internal static Tensor PoolMasks(Tensor features, IReadOnlyList<Tensor> boxes, ImageGeometry geometry)
    {
        return Pool(features, boxes, geometry, MaskBins);
    }

    private static Tensor Pool(Tensor features, IReadOnlyList<Tensor> boxes, ImageGeometry geometry, int bins)
    {
        using var scope = NewDisposeScope();
        var scale = geometry.CellsPerPixel(features.shape[2]);
        var pooled = boxes.Select((ofImage, image) => RoiAlign.Pool(features[image], ofImage, scale, bins)).ToArray();
        return (pooled.Length == 1 ? pooled[0] : cat(pooled)).MoveToOuterDisposeScope();
    }

    private T Register<T>(string name, T module)
        where T : Module
    {
        register_module(name, module);
        return module;
    }
}
