using CovidGrpc.Vision.Attention;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.OneShot;

/// <summary>The one-shot network behind the RoI sequence: [N, 16, 256] to logits, positive minus negative head, and attention.</summary>
internal sealed class ClassificationNetwork : Module<Tensor, ClassificationResult>
{
    internal ClassificationNetwork()
        : base(nameof(ClassificationNetwork))
    {
        Attention = new();
        PositiveHead = new();
        NegativeHead = new();
        RegisterComponents();
    }

    [field: ComponentName(Name = Rooms.AttentionLayer)]
    internal RoiAttention Attention { get; }

    [field: ComponentName(Name = "pos_classifier_attn")]
    internal ClassifierHead PositiveHead { get; }

    [field: ComponentName(Name = "neg_classifier_attn")]
    internal ClassifierHead NegativeHead { get; }

    public override ClassificationResult forward(Tensor input)
    {
        var (positive, negative) = Attention.call(input);
        using var negativeLogits = NegativeHead.call(negative.Vector);
        return new(PositiveHead.call(positive.Vector).sub_(negativeLogits), positive.Weights, negative.Weights);
    }
}
