using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>What a RoI is and how its box should move: [R, 128] to class logits [R, K] (0 is background) and deltas [R, 4K].</summary>
internal sealed class BoxPredictor : Module<Tensor, (Tensor ClassLogits, Tensor Deltas)>
{
    private readonly Linear _classScores;
    private readonly Linear _deltas;

    internal BoxPredictor(int classes)
        : base(nameof(BoxPredictor))
    {
        register_module("cls_score", _classScores = Linear(BoxHead.Outputs, classes));
        register_module("bbox_pred", _deltas = Linear(BoxHead.Outputs, classes * 4));
    }

    public override (Tensor ClassLogits, Tensor Deltas) forward(Tensor input)
    {
        return (_classScores.call(input), _deltas.call(input));
    }
}
