using CovidGrpc.Vision.Backbones;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>Mask logits of every class: [R, 256, 14, 14] to [R, K, 28, 28].</summary>
internal sealed class MaskPredictor : Module<Tensor, Tensor>
{
    private readonly ConvTranspose2d _upsample;
    private readonly Conv2d _logits;

    internal MaskPredictor(int classes)
        : base(nameof(MaskPredictor))
    {
        register_module("conv_mask", _upsample = ConvTranspose2d(FeaturePyramid.Channels, FeaturePyramid.Channels, 2, 2));
        register_module("mask_fcn_logits", _logits = Conv2d(FeaturePyramid.Channels, classes, 1));
    }

    public override Tensor forward(Tensor input)
    {
        using var hidden = _upsample.call(input).relu_();
        return _logits.call(hidden);
    }
}
