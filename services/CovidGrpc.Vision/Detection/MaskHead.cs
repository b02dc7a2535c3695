using CovidGrpc.Vision.Backbones;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>One 3×3 convolution with ReLU on pooled RoIs, [R, 256, 14, 14].</summary>
internal sealed class MaskHead : Module<Tensor, Tensor>
{
    [ComponentName(Name = "mask_fcn1")]
    private readonly Conv2d _conv;

    internal MaskHead()
        : base(nameof(MaskHead))
    {
        _conv = Conv2d(FeaturePyramid.Channels, FeaturePyramid.Channels, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        return _conv.call(input).relu_();
    }
}
