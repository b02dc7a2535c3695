using CovidGrpc.Vision.Attention;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.OneShot;

/// <summary>The one-shot network behind the RoI sequence: [N, 16, 256] to logits, positive minus negative head, and attention.</summary>
internal sealed class ClassificationNetwork : Module<Tensor, ClassificationResult>
{
    internal ClassificationNetwork()
        : base(nameof(ClassificationNetwork))
    {
        register_module(Rooms.AttentionLayer, Attention = new());
        register_module("pos_classifier_attn", PositiveHead = new());
        register_module("neg_classifier_attn", NegativeHead = new());
    }

    internal RoiAttention Attention { get; }

    internal ClassifierHead PositiveHead { get; }

    internal ClassifierHead NegativeHead { get; }

    public override ClassificationResult forward(Tensor input)
    {
        var (positive, negative) = Attention.call(input);
        using var negativeLogits = NegativeHead.call(negative.Vector);
        return new(PositiveHead.call(positive.Vector).sub_(negativeLogits), positive.Weights, negative.Weights);
    }
}
