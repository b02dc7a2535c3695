using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>Residual network and feature pyramid: [N, 3, H, W], sides multiples of 32, to [N, 256, H/32, W/32].</summary>
internal sealed class BackboneWithPyramid : Module<Tensor, CancellationToken, Tensor>
{
    private readonly FeaturePyramid _pyramid;

    internal BackboneWithPyramid(Backbone backbone, BatchNormMode mode)
        : base(nameof(BackboneWithPyramid))
    {
        register_module("body", Body = new(backbone, mode));
        register_module("fpn", _pyramid = new(Body.Outputs));
    }

    internal ResNetBody Body { get; }

    public override Tensor forward(Tensor images, CancellationToken cancellation)
    {
        using var features = Body.call(images, cancellation);
        return _pyramid.call(features);
    }
}
