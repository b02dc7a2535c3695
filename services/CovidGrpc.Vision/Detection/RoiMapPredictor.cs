using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>
/// The mask predictor of the classification branch, which ends in features: [R, C, 14, 14] to [R, C, 28, 28]. No activation after the first.
/// </summary>
internal sealed class RoiMapPredictor : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_mask")]
    private readonly ConvTranspose2d _upsample;

    [ComponentName(Name = "conv_reduce")]
    private readonly Conv2d _reduce;

    internal RoiMapPredictor(long channels)
        : base(nameof(RoiMapPredictor))
    {
        _upsample = ConvTranspose2d(channels, channels, 2, 2);
        _reduce = Conv2d(channels, channels, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var hidden = _upsample.call(input);
        return _reduce.call(hidden).relu_();
    }
}
