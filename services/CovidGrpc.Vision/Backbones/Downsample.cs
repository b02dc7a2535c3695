using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>The 1×1 convolution on the shortcut of a residual block that changes resolution or channels.</summary>
internal sealed class Downsample : Module<Tensor, Tensor>, ISimplifiable
{
    [ComponentName(Name = "0")]
    private readonly Conv2d _convolution;

    [ComponentName(Name = "1")]
    private readonly ImageBatchNorm _norm;

    internal Downsample(long inputs, long outputs, long stride, BatchNormMode mode)
        : base(nameof(Downsample))
    {
        _convolution = Conv2d(inputs, outputs, 1, stride, bias: false);
        _norm = new(outputs, mode);
        RegisterComponents();
    }

    public void Simplify()
    {
        _norm.FoldIntoPrevious(_convolution);
    }

    public override Tensor forward(Tensor input)
    {
        using var convolved = _convolution.call(input);
        return _norm.call(convolved);
    }
}
