using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>
/// Residual network and feature pyramid: [N, 3, H, W], sides multiples of 32, to levels [N, C, H/s, W/s] from fine to coarse; s is the
/// pyramid's stride at the last one and halves with each before it.
/// </summary>
internal sealed class BackboneWithPyramid : Module<Tensor, CancellationToken, IReadOnlyList<Tensor>>
{
    private readonly int _levels;

    /// <param name="backbone">A residual network.</param>
    /// <param name="mode">Where batch norm takes its statistics from.</param>
    /// <param name="pyramid">The last level, and the channels of all.</param>
    /// <param name="levels">Levels of the pyramid, 1 to 4.</param>
    internal BackboneWithPyramid(Backbone backbone, BatchNormMode mode, PyramidSettings pyramid, int levels)
        : base(nameof(BackboneWithPyramid))
    {
        _levels = levels;
        Body = new(backbone, mode, pyramid.Layers);
        Pyramid = new([.. Body.LayerOutputs.TakeLast(levels)], pyramid.Channels);
        RegisterComponents();
    }

    [field: ComponentName(Name = "body")]
    internal ResNetBody Body { get; }

    [field: ComponentName(Name = "fpn")]
    internal FeaturePyramid Pyramid { get; }

    /// <summary>What its convolutions compute in.</summary>
    internal ScalarType WeightType => Body.WeightType;

    public override IReadOnlyList<Tensor> forward(Tensor images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var levels = Pyramid.call(Body.LastLayers(images, _levels, cancellation));
        foreach (var level in levels)
            level.MoveToOuterDisposeScope();
        return levels;
    }
}
