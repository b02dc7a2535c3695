using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>The two RoI branches on one set of proposals, each with its own layers; those of the classification branch end in <c>_s2</c>.</summary>
internal sealed class RoiHeads : Module, ISimplifiable
{
    private const int BoxBins = 7;
    private const int MaskBins = 14;
    private const int MaskConvolutions = 1;
    private static readonly int Classes = Enum.GetValues<Tissue>().Length + 1;

    // [2 × 128, C, 7, 7]: over all bins at once, which takes RoIs as they are pooled.
    private Conv2d? _joinedFirst;

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

    /// <summary>Proposals pooled for both box branches, [R, C, 7, 7], the images' one after the other.</summary>
    internal static Tensor PoolBoxes(Tensor features, IReadOnlyList<Tensor> boxes, ImageGeometry geometry)
    {
        return Pool(features, boxes, geometry, BoxBins);
    }

    /// <summary>
    /// What the first layers of both box branches make of the same pooled proposals, [R, 128] each; null for the detections where they are not
    /// asked for.
    /// </summary>
    /// <param name="pooled">[R, C, 7, 7], the images' proposals one after the other.</param>
    /// <param name="proposals">How many of them are of each image, which are convolved by themselves: so an image in a batch is rounded as it is alone.</param>
    /// <param name="detections">Whether those of the detections are asked for.</param>
    internal (Tensor Sequence, Tensor? Detection) Embed(Tensor pooled, IReadOnlyList<long> proposals, bool detections)
    {
        if (_joinedFirst is null)
            return (Sequence.Boxes.Head.Embed(pooled), detections ? Detection.Boxes.Head.Embed(pooled) : null);
        using var scope = NewDisposeScope();
        var both = pooled.device_type == DeviceType.CUDA
            ? Multiply(_joinedFirst, pooled)
            : cat([.. pooled.split([.. proposals]).Select(ofImage => _joinedFirst.call(ofImage).flatten(1))]);
        both.relu_();
        return (
            both.narrow(1, 0, BoxHead.Outputs).MoveToOuterDisposeScope(),
            detections ? both.narrow(1, BoxHead.Outputs, BoxHead.Outputs).MoveToOuterDisposeScope() : null);
    }

    // A GPU's products are faster than its convolutions of one position; both sides have ConvolutionLayout's layout, so nothing is moved.
    private static Tensor Multiply(Conv2d convolution, Tensor pooled)
    {
        return nn.functional.linear(Rows(pooled.to(convolution.weight!.dtype)), Rows(convolution.weight!), convolution.bias);
    }

    private static Tensor Rows(Tensor tensor) => tensor.permute(0, 2, 3, 1).reshape(tensor.shape[0], -1);

    public void Simplify()
    {
        using var scope = NewDisposeScope();
        Linear[] layers = [Sequence.Boxes.Head.First, Detection.Boxes.Head.First];
        var weight = cat([.. layers.Select(layer => layer.weight!)]).view(2 * BoxHead.Outputs, -1, BoxBins, BoxBins);
        var joined = Conv2d(weight.shape[1], weight.shape[0], BoxBins);
        joined.weight = new Parameter(weight, requires_grad: false);
        joined.bias = new Parameter(cat([.. layers.Select(layer => layer.bias!)]), requires_grad: false);
        // No second copy of the network's largest layer.
        foreach (var layer in layers)
            layer.weight = new Parameter(empty(BoxHead.Outputs, 0), requires_grad: false);

        register_module("joined_fc6", _joinedFirst = joined);
    }

    /// <summary>Boxes pooled for a mask branch, [R, C, 14, 14], the images' one after the other.</summary>
    internal static Tensor PoolMasks(Tensor features, IReadOnlyList<Tensor> boxes, ImageGeometry geometry)
    {
        return Pool(features, boxes, geometry, MaskBins);
    }

    private static Tensor Pool(Tensor features, IReadOnlyList<Tensor> boxes, ImageGeometry geometry, int bins)
    {
        if (!is_grad_enabled() || !features.requires_grad)
            return PyramidRoiAlign.Pool([features], boxes, geometry, bins);
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
