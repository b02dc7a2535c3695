using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Attention;

/// <summary>Two linear layers with ReLU and one without: [N, 256] to logits [N, 3].</summary>
internal sealed class ClassifierHead : Module<Tensor, Tensor>
{
    private const int Hidden = 128;

    private readonly Linear _first;
    private readonly Linear _second;
    private readonly Linear _logits;

    internal ClassifierHead()
        : base(nameof(ClassifierHead))
    {
        register_module("fc_l1", _first = Linear(RoiSequence.Width, Hidden));
        register_module("fc_l2", _second = Linear(Hidden, Hidden));
        register_module("class_predict_logits", _logits = Linear(Hidden, Enum.GetValues<DiagnosticClass>().Length));
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _logits.call(_second.call(_first.call(input).relu_()).relu_()).MoveToOuterDisposeScope();
    }
}
