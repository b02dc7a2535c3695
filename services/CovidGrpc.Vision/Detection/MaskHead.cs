using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>3×3 convolutions with ReLU on pooled RoIs, [R, C, 14, 14].</summary>
internal sealed class MaskHead : Module<Tensor, Tensor>
{
    private readonly Conv2d[] _convolutions;

    internal MaskHead(long channels, int convolutions)
        : base(nameof(MaskHead))
    {
        _convolutions = [.. Enumerable.Range(0, convolutions).Select(_ => Conv2d(channels, channels, 3, padding: 1))];
        for (var i = 0; i < convolutions; i++)
            register_module($"mask_fcn{i + 1}", _convolutions[i]);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _convolutions.Aggregate(input, (maps, convolution) => convolution.call(maps).relu_()).MoveToOuterDisposeScope();
    }
}
