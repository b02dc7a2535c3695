using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>Residual block of 1×1, 3×3 and 1×1 convolutions, the stride on the 3×3 (He et al., 2015; grouped: Xie et al., 2017).</summary>
internal sealed class Bottleneck : Module<Tensor, Tensor>, ISimplifiable
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn1")]
    private readonly ImageBatchNorm _bn1;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;

    [ComponentName(Name = "bn2")]
    private readonly ImageBatchNorm _bn2;

    [ComponentName(Name = "conv3")]
    private readonly Conv2d _conv3;

    [ComponentName(Name = "bn3")]
    private readonly ImageBatchNorm _bn3;

    [ComponentName(Name = "downsample")]
    private readonly Downsample? _downsample;

    internal Bottleneck(
        long inputs, long planes, long stride, ResNetLayout layout, Downsample? downsample, BatchNormMode mode)
        : base(nameof(Bottleneck))
    {
        var width = planes * layout.WidthPerGroup / 64 * layout.Groups;
        var outputs = planes * layout.Expansion;
        _conv1 = Conv2d(inputs, width, 1, bias: false);
        _bn1 = new(width, mode);
        _conv2 = Conv2d(width, width, 3, stride, padding: 1, groups: layout.Groups, bias: false);
        _bn2 = new(width, mode);
        _conv3 = Conv2d(width, outputs, 1, bias: false);
        _bn3 = new(outputs, mode);
        _downsample = downsample;
        RegisterComponents();
    }

    public void Simplify()
    {
        _bn1.FoldIntoPrevious(_conv1);
        _bn2.FoldIntoPrevious(_conv2);
        _bn3.FoldIntoPrevious(_conv3);
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
