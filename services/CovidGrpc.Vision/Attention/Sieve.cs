using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Attention;

/// <summary>Squeezes RoI maps through half the channels and half the resolution and back: [R, C, 28, 28] to the same. No residual.</summary>
internal sealed class Sieve : Module<Tensor, Tensor>, ISimplifiable
{
    [ComponentName(Name = "conv_down")]
    private readonly Conv2d _down;

    [ComponentName(Name = "bn")]
    private readonly ImageBatchNorm _norm;

    [ComponentName(Name = "conv_up")]
    private readonly ConvTranspose2d _up;

    internal Sieve(int channels, BatchNormMode mode)
        : base(nameof(Sieve))
    {
        var squeezed = channels / 2;
        _down = Conv2d(channels, squeezed, 2, 2);
        _norm = new(squeezed, mode, RoiSequence.Length);
        _up = ConvTranspose2d(squeezed, channels, 2, 2);
        RegisterComponents();
    }

    /// <summary>The way back.</summary>
    internal ConvTranspose2d Up => _up;

    public void Simplify()
    {
        _norm.FoldIntoPrevious(_down);
    }

    public override Tensor forward(Tensor input)
    {
        using var squeezed = Squeeze(input);
        return _up.call(squeezed);
    }

    /// <summary>[R, C, 28, 28] to [R, C/2, 14, 14].</summary>
    internal Tensor Squeeze(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _norm.call(_down.call(input)).relu_().MoveToOuterDisposeScope();
    }
}
