using CovidGrpc.Vision.Layers;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>Residual network and feature pyramid: [N, 3, H, W], sides multiples of 32, to [N, 256, H/32, W/32].</summary>
internal sealed class BackboneWithPyramid : Module<Tensor, CancellationToken, Tensor>
{
    internal BackboneWithPyramid(Backbone backbone, BatchNormMode mode)
        : base(nameof(BackboneWithPyramid))
    {
        Body = new(backbone, mode);
        Pyramid = new(Body.Outputs);
        RegisterComponents();
    }

    [field: ComponentName(Name = "body")]
    internal ResNetBody Body { get; }

    [field: ComponentName(Name = "fpn")]
    internal FeaturePyramid Pyramid { get; }

    public override Tensor forward(Tensor images, CancellationToken cancellation)
    {
        using var features = Body.call(images, cancellation);
        return Pyramid.call(features);
    }
}
