using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>Residual block of two 3×3 convolutions (He et al., 2015).</summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d _conv1;
    private readonly ImageBatchNorm _bn1;
    private readonly Conv2d _conv2;
    private readonly ImageBatchNorm _bn2;
    private readonly Module<Tensor, Tensor>? _downsample;

    internal BasicBlock(long inputs, long planes, long stride, Module<Tensor, Tensor>? downsample, BatchNormMode mode)
        : base(nameof(BasicBlock))
    {
        register_module("conv1", _conv1 = Conv2d(inputs, planes, 3, stride, padding: 1, bias: false));
        register_module("bn1", _bn1 = new(planes, mode));
        register_module("conv2", _conv2 = Conv2d(planes, planes, 3, padding: 1, bias: false));
        register_module("bn2", _bn2 = new(planes, mode));
        if ((_downsample = downsample) is not null)
            register_module("downsample", _downsample);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = _bn1.call(_conv1.call(input)).relu_();
        var residual = _bn2.call(_conv2.call(inner));
        return residual.add_(_downsample?.call(input) ?? input).relu_().MoveToOuterDisposeScope();
    }
}
