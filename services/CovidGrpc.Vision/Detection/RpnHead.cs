using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>Convolutions of the region proposal network: [N, C, h, w] to objectness [N, A, h, w] and deltas [N, 4A, h, w].</summary>
internal sealed class RpnHead : Module<Tensor, (Tensor Objectness, Tensor Deltas)>
{
    [ComponentName(Name = "conv")]
    private readonly Conv2d _conv;

    [ComponentName(Name = "cls_logits")]
    private readonly Conv2d _objectness;

    [ComponentName(Name = "bbox_pred")]
    private readonly Conv2d _deltas;

    internal RpnHead(long channels, int anchorsPerCell)
        : base(nameof(RpnHead))
    {
        _conv = Conv2d(channels, channels, 3, padding: 1);
        _objectness = Conv2d(channels, anchorsPerCell, 1);
        _deltas = Conv2d(channels, anchorsPerCell * 4, 1);
        RegisterComponents();
    }

    public override (Tensor Objectness, Tensor Deltas) forward(Tensor input)
    {
        using var hidden = _conv.call(input).relu_();
        return (_objectness.call(hidden), _deltas.call(hidden));
    }
}
