using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>Halves channels and sides between two dense blocks: [N, C, h, w] to [N, C/2, h/2, w/2].</summary>
internal sealed class DenseTransition : Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm")]
    private readonly ImageBatchNorm _norm;

    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    internal DenseTransition(long inputs, BatchNormMode mode)
        : base(nameof(DenseTransition))
    {
        _norm = new(inputs, mode);
        _conv = Conv2d(inputs, inputs / 2, 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return functional.avg_pool2d(_conv.call(_norm.call(input).relu_()), 2, 2).MoveToOuterDisposeScope();
    }
}
