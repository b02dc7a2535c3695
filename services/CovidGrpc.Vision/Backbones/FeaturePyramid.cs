using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>
/// A feature pyramid (Lin et al., 2017): a 1×1 convolution of each layer, to which the next coarser one is added, and a 3×3 convolution of the
/// sum; no activation. Layers [N, Cᵢ, hᵢ, wᵢ] from fine to coarse become levels [N, C, hᵢ, wᵢ].
/// </summary>
internal sealed class FeaturePyramid : Module<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>>
{
    [ComponentName(Name = "inner_blocks")]
    private readonly ModuleList<Sequential> _inner;

    [ComponentName(Name = "layer_blocks")]
    private readonly ModuleList<Sequential> _layer;

    /// <param name="inputs">Cᵢ.</param>
    /// <param name="channels">C.</param>
    internal FeaturePyramid(IReadOnlyList<long> inputs, long channels)
        : base(nameof(FeaturePyramid))
    {
        _inner = ModuleList([.. inputs.Select(ofLayer => Sequential(("0", Conv2d(ofLayer, channels, 1))))]);
        _layer = ModuleList([.. inputs.Select(_ => Sequential(("0", Conv2d(channels, channels, 3, padding: 1))))]);
        RegisterComponents();
    }

    public override IReadOnlyList<Tensor> forward(IReadOnlyList<Tensor> layers)
    {
        using var scope = NewDisposeScope();
        var levels = new Tensor[layers.Count];
        Tensor? coarser = null;
        for (var i = layers.Count - 1; i >= 0; i--)
        {
            var inner = _inner[i].call(layers[i]);
            if (coarser is not null)
                inner.add_(functional.interpolate(coarser, inner.shape[2..], mode: InterpolationMode.Nearest));
            levels[i] = _layer[i].call(inner).MoveToOuterDisposeScope();
            coarser = inner;
        }

        return levels;
    }
}
