using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Attention;

/// <summary>Squeezes RoI maps through half the channels and half the resolution and back: [R, 256, 28, 28] to the same. No residual.</summary>
internal sealed class Sieve : Module<Tensor, Tensor>
{
    private readonly Conv2d _down;
    private readonly ImageBatchNorm _norm;
    private readonly ConvTranspose2d _up;

    internal Sieve(BatchNormMode mode)
        : base(nameof(Sieve))
    {
        const int Squeezed = FeaturePyramid.Channels / 2;
        register_module("conv_down", _down = Conv2d(FeaturePyramid.Channels, Squeezed, 2, 2));
        register_module("bn", _norm = new(Squeezed, mode, RoiSequence.Length));
        register_module("conv_up", _up = ConvTranspose2d(Squeezed, FeaturePyramid.Channels, 2, 2));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _up.call(_norm.call(_down.call(input)).relu_()).MoveToOuterDisposeScope();
    }
}
