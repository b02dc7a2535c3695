using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>Two linear layers with ReLU: pooled RoIs [R, inputs] to [R, 128].</summary>
internal sealed class BoxHead : Module<Tensor, Tensor>
{
    /// <summary>Features of a RoI.</summary>
    internal const int Outputs = 128;

    [ComponentName(Name = "fc6")]
    private readonly Linear _fc6;

    [ComponentName(Name = "fc7")]
    private readonly Linear _fc7;

    internal BoxHead(long inputs)
        : base(nameof(BoxHead))
    {
        _fc6 = Linear(inputs, Outputs);
        _fc7 = Linear(Outputs, Outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var hidden = _fc6.call(input).relu_();
        return _fc7.call(hidden).relu_();
    }
}
