using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>Residual block of 1×1, 3×3 and 1×1 convolutions, the stride on the 3×3 (He et al., 2015; grouped: Xie et al., 2017).</summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>
{
    private readonly Conv2d _conv1;
    private readonly ImageBatchNorm _bn1;
    private readonly Conv2d _conv2;
    private readonly ImageBatchNorm _bn2;
    private readonly Conv2d _conv3;
    private readonly ImageBatchNorm _bn3;
    private readonly Module<Tensor, Tensor>? _downsample;

    internal Bottleneck(
        long inputs, long planes, long stride, ResNetLayout layout, Module<Tensor, Tensor>? downsample, BatchNormMode mode)
        : base(nameof(Bottleneck))
    {
        var width = planes * layout.WidthPerGroup / 64 * layout.Groups;
        var outputs = planes * layout.Expansion;
        register_module("conv1", _conv1 = Conv2d(inputs, width, 1, bias: false));
        register_module("bn1", _bn1 = new(width, mode));
        register_module("conv2", _conv2 = Conv2d(width, width, 3, stride, padding: 1, groups: layout.Groups, bias: false));
        register_module("bn2", _bn2 = new(width, mode));
        register_module("conv3", _conv3 = Conv2d(width, outputs, 1, bias: false));
        register_module("bn3", _bn3 = new(outputs, mode));
        if ((_downsample = downsample) is not null)
            register_module("downsample", _downsample);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = _bn1.call(_conv1.call(input)).relu_();
        inner = _bn2.call(_conv2.call(inner)).relu_();
        var residual = _bn3.call(_conv3.call(inner));
        return residual.add_(_downsample?.call(input) ?? input).relu_().MoveToOuterDisposeScope();
    }
}
