using CovidGrpc.Vision.Detection;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Training.Detection;

/// <summary>What the RoI branches learn from one slice.</summary>
internal sealed class RoiLoss(BoxCoder coder)
{
    /// <summary>
    /// Mean cross-entropy of the class. Of a RoI that may have several classes, what is learned is that it has one of them: the logarithm of the
    /// sum of their probabilities.
    /// </summary>
    /// <param name="logits">[S, K].</param>
    /// <param name="samples">S RoIs.</param>
    internal static Tensor Class(Tensor logits, RoiSamples samples)
    {
        using var scope = NewDisposeScope();
        var possible = samples.Possible(logits);
        return (logits.logsumexp(1) - possible.logsumexp(1)).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Smooth L1 distance (beta 1) of the true class's deltas, summed over the positive RoIs, divided by the number of all.</summary>
    /// <param name="deltas">[S, 4K].</param>
    /// <param name="labels">[P], the true class of each positive RoI.</param>
    /// <param name="samples">S RoIs, P of them positive.</param>
    /// <param name="truth">Their instances.</param>
    internal Tensor BoxRegression(Tensor deltas, Tensor labels, RoiSamples samples, GroundTruth truth)
    {
        using var scope = NewDisposeScope();
        var targets = coder.Encode(truth.Boxes.index_select(0, samples.Instances), samples.PositiveBoxes());
        var ofPositive = OfLabel(deltas.view(deltas.shape[0], -1, 4).index_select(0, samples.Positive), labels);
        return (functional.smooth_l1_loss(ofPositive, targets, Reduction.Sum) / samples.Boxes.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>Mean binary cross-entropy of the true class's mask over the positive RoIs' cells.</summary>
    /// <param name="logits">[P, K, M, M].</param>
    /// <param name="labels">[P], the true class of each positive RoI.</param>
    /// <param name="samples">P of them positive.</param>
    /// <param name="truth">Their instances.</param>
    internal static Tensor Mask(Tensor logits, Tensor labels, RoiSamples samples, GroundTruth truth)
    {
        using var scope = NewDisposeScope();
        var targets = MaskTargets.Of(truth.Masks, samples.Instances, samples.PositiveBoxes(), (int)logits.shape[^1]);
        return functional.binary_cross_entropy_with_logits(OfLabel(logits, labels), targets).MoveToOuterDisposeScope();
    }

    // [P, K, ...] to [P, ...].
    private static Tensor OfLabel(Tensor ofClasses, Tensor labels)
    {
        var rows = arange(ofClasses.shape[0], ScalarType.Int64, ofClasses.device);
        return ofClasses.index(TensorIndex.Tensor(rows), TensorIndex.Tensor(labels));
    }
}
