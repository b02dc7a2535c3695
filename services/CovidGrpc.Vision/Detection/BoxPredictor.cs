using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Detection;

/// <summary>What a RoI is and how its box should move: [R, 128] to class logits [R, K] (0 is background) and deltas [R, 4K].</summary>
internal sealed class BoxPredictor : Module<Tensor, (Tensor ClassLogits, Tensor Deltas)>
{
    [ComponentName(Name = "cls_score")]
    private readonly Linear _classScores;

    [ComponentName(Name = "bbox_pred")]
    private readonly Linear _deltas;

    internal BoxPredictor(int classes)
        : base(nameof(BoxPredictor))
    {
        _classScores = Linear(BoxHead.Outputs, classes);
        _deltas = Linear(BoxHead.Outputs, classes * 4);
        RegisterComponents();
    }

    public override (Tensor ClassLogits, Tensor Deltas) forward(Tensor input)
    {
        return (_classScores.call(input), _deltas.call(input));
    }
}
