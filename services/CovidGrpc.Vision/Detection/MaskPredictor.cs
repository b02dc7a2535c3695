using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>Mask logits of every class: [R, C, 14, 14] to [R, K, 28, 28].</summary>
internal sealed class MaskPredictor : Module<Tensor, Tensor>
{
    // A field of a module's type would be registered under the field's name as well.
    private readonly Func<Tensor, Tensor> _upsample;

    [ComponentName(Name = "mask_fcn_logits")]
    private readonly Conv2d _logits;

    /// <param name="channels">C.</param>
    /// <param name="classes">K, with the background.</param>
    /// <param name="upsample">The transposed convolution's name, which differs between the authors' networks.</param>
    internal MaskPredictor(long channels, int classes, string upsample)
        : base(nameof(MaskPredictor))
    {
        var convolution = ConvTranspose2d(channels, channels, 2, 2);
        register_module(upsample, convolution);
        _upsample = convolution.call;
        _logits = Conv2d(channels, classes, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var hidden = _upsample(input).relu_();
        return _logits.call(hidden);
    }
}
