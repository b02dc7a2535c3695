using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>Residual block of two 3×3 convolutions (He et al., 2015).</summary>
internal sealed class BasicBlock : Module<Tensor, Tensor>, ISimplifiable
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn1")]
    private readonly ImageBatchNorm _bn1;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;

    [ComponentName(Name = "bn2")]
    private readonly ImageBatchNorm _bn2;

    [ComponentName(Name = "downsample")]
    private readonly Downsample? _downsample;

    internal BasicBlock(long inputs, long planes, long stride, Downsample? downsample, BatchNormMode mode)
        : base(nameof(BasicBlock))
    {
        _conv1 = Conv2d(inputs, planes, 3, stride, padding: 1, bias: false);
        _bn1 = new(planes, mode);
        _conv2 = Conv2d(planes, planes, 3, padding: 1, bias: false);
        _bn2 = new(planes, mode);
        _downsample = downsample;
        RegisterComponents();
    }

    public void Simplify()
    {
        _bn1.FoldIntoPrevious(_conv1);
        _bn2.FoldIntoPrevious(_conv2);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var inner = _bn1.call(_conv1.call(input)).relu_();
        var residual = _bn2.call(_conv2.call(inner));
        return residual.add_(_downsample?.call(input) ?? input).relu_().MoveToOuterDisposeScope();
    }
}
