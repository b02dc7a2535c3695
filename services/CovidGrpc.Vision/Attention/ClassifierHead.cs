using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Attention;

/// <summary>Two linear layers with ReLU and one without: [N, 256] to logits [N, 3].</summary>
internal sealed class ClassifierHead : Module<Tensor, Tensor>
{
    private const int Hidden = 128;

    [ComponentName(Name = "fc_l1")]
    private readonly Linear _first;

    [ComponentName(Name = "fc_l2")]
    private readonly Linear _second;

    [ComponentName(Name = "class_predict_logits")]
    private readonly Linear _logits;

    internal ClassifierHead()
        : base(nameof(ClassifierHead))
    {
        _first = Linear(RoiSequence.Width, Hidden);
        _second = Linear(Hidden, Hidden);
        _logits = Linear(Hidden, Enum.GetValues<DiagnosticClass>().Length);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _logits.call(_second.call(_first.call(input).relu_()).relu_()).Single().MoveToOuterDisposeScope();
    }
}
