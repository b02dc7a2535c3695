using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>A feature pyramid (Lin et al., 2017) of one level: a 1×1 and a 3×3 convolution, no activation. [N, C, h, w] to [N, 256, h, w].</summary>
internal sealed class FeaturePyramid : Module<Tensor, Tensor>
{
    /// <summary>Channels of the level.</summary>
    internal const int Channels = 256;

    private readonly Sequential _inner;
    private readonly Sequential _layer;

    internal FeaturePyramid(long inputs)
        : base(nameof(FeaturePyramid))
    {
        _inner = Sequential(("0", Conv2d(inputs, Channels, 1)));
        _layer = Sequential(("0", Conv2d(Channels, Channels, 3, padding: 1)));
        register_module("inner_blocks", ModuleList(_inner));
        register_module("layer_blocks", ModuleList(_layer));
    }

    public override Tensor forward(Tensor input)
    {
        using var inner = _inner.call(input);
        return _layer.call(inner);
    }
}
