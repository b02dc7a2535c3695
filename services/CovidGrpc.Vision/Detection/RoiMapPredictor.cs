using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>
/// The mask predictor of the classification branch, which ends in features: [R, C, 14, 14] to [R, C, 28, 28]. No activation after the first.
/// </summary>
internal sealed class RoiMapPredictor : Module<Tensor, Tensor>, ISimplifiable
{
    [ComponentName(Name = "conv_mask")]
    private readonly ConvTranspose2d _upsample;

    [ComponentName(Name = "conv_reduce")]
    private readonly Conv2d _reduce;

    private readonly long _side;
    private UpsampledConvolution? _joined;

    /// <param name="channels">C.</param>
    /// <param name="side">Of the maps that come out, 28.</param>
    internal RoiMapPredictor(long channels, long side)
        : base(nameof(RoiMapPredictor))
    {
        _side = side;
        _upsample = ConvTranspose2d(channels, channels, 2, 2);
        _reduce = Conv2d(channels, channels, 3, padding: 1);
        RegisterComponents();
    }

    public void Simplify()
    {
        register_module("joined", _joined = new UpsampledConvolution(_upsample, _reduce, _side));
    }

    public override Tensor forward(Tensor input)
    {
        if (_joined is not null)
            return _joined.call(input).relu_();
        using var hidden = _upsample.call(input);
        return _reduce.call(hidden).relu_();
    }
}
