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

    /// <summary>The first layer, [R, C × P²] to [R, 128].</summary>
    internal Linear First => _fc6;

    public override Tensor forward(Tensor input)
    {
        using var embedded = Embed(input);
        return Finish(embedded);
    }

    /// <summary>What the first layer makes of pooled RoIs, [R, C × P²] or [R, C, P, P]: [R, 128].</summary>
    internal Tensor Embed(Tensor pooled)
    {
        using var flat = pooled.flatten(1);
        return _fc6.call(flat).relu_();
    }

    /// <summary>What the second makes of that, [R, 128].</summary>
    internal Tensor Finish(Tensor embedded)
    {
        return _fc7.call(embedded).relu_();
    }
}
