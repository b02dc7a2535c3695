using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>A feature pyramid (Lin et al., 2017) of one level: a 1×1 and a 3×3 convolution, no activation. [N, C, h, w] to [N, 256, h, w].</summary>
internal sealed class FeaturePyramid : Module<Tensor, Tensor>
{
    /// <summary>Channels of the level.</summary>
    internal const int Channels = 256;

    [ComponentName(Name = "inner_blocks")]
    private readonly ModuleList<Sequential> _inner;

    [ComponentName(Name = "layer_blocks")]
    private readonly ModuleList<Sequential> _layer;

    internal FeaturePyramid(long inputs)
        : base(nameof(FeaturePyramid))
    {
        _inner = ModuleList(Sequential(("0", Conv2d(inputs, Channels, 1))));
        _layer = ModuleList(Sequential(("0", Conv2d(Channels, Channels, 3, padding: 1))));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var inner = _inner[0].call(input);
        return _layer[0].call(inner);
    }
}
