using CovidGrpc.Vision.Backbones;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>Mask logits of every class: [R, 256, 14, 14] to [R, K, 28, 28].</summary>
internal sealed class MaskPredictor : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv_mask")]
    private readonly ConvTranspose2d _upsample;

    [ComponentName(Name = "mask_fcn_logits")]
    private readonly Conv2d _logits;

    internal MaskPredictor(int classes)
        : base(nameof(MaskPredictor))
    {
        _upsample = ConvTranspose2d(FeaturePyramid.Channels, FeaturePyramid.Channels, 2, 2);
        _logits = Conv2d(FeaturePyramid.Channels, classes, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var hidden = _upsample.call(input).relu_();
        return _logits.call(hidden);
    }
}
