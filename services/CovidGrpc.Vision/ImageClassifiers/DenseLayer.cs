using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>A 1×1 and a 3×3 convolution, each behind batch norm and ReLU: [N, C, h, w] to [N, 32, h, w].</summary>
internal sealed class DenseLayer : Module<Tensor, Tensor>
{
    /// <summary>Channels that a layer adds.</summary>
    internal const int Growth = 32;

    private const int Bottleneck = 4 * Growth;

    [ComponentName(Name = "norm1")]
    private readonly ImageBatchNorm _norm1;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "norm2")]
    private readonly ImageBatchNorm _norm2;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;

    internal DenseLayer(long inputs, BatchNormMode mode)
        : base(nameof(DenseLayer))
    {
        _norm1 = new(inputs, mode);
        _conv1 = Conv2d(inputs, Bottleneck, 1, bias: false);
        _norm2 = new(Bottleneck, mode);
        _conv2 = Conv2d(Bottleneck, Growth, 3, padding: 1, bias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var squeezed = _conv1.call(_norm1.call(input).relu_());
        return _conv2.call(_norm2.call(squeezed).relu_()).MoveToOuterDisposeScope();
    }
}
