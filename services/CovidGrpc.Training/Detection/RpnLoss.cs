using CovidGrpc.Vision.Detection;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Training.Detection;

/// <summary>
/// What the region proposal network learns from one slice: which anchors are objects (mean binary cross-entropy of the anchors drawn), and where
/// those are (L1 distance of the deltas, summed over the positive anchors drawn, divided by the number of all drawn).
/// Background anchors where a tissue is not labelled are left out.
/// </summary>
internal sealed class RpnLoss(BoxMatcher matcher, BalancedSampler sampler, BoxCoder coder)
{
    /// <summary>Both losses, scalars.</summary>
    /// <param name="predictions">Of one image.</param>
    /// <param name="truth">At least one instance.</param>
    internal (Tensor Objectness, Tensor BoxRegression, SampleCounts Anchors, int Uncovered) Compute(
        AnchorPredictions predictions, GroundTruth truth)
    {
        using var scope = NewDisposeScope();
        var matches = matcher.Match(truth.Boxes, predictions.Anchors).LeaveOut(truth.Unlabelled.MayHold(predictions.Anchors));
        var (positive, negative, counts) = sampler.Draw(matches);
        var drawn = cat([positive, negative]);
        if (drawn.shape[0] == 0)
            return (Nothing(predictions.Objectness), Nothing(predictions.Deltas), counts, matches.Uncovered);

        var isObject = cat([ones_like(positive, ScalarType.Float32), zeros_like(negative, ScalarType.Float32)]);
        var objectness = functional.binary_cross_entropy_with_logits(predictions.Objectness.index_select(0, drawn), isObject);
        var instances = truth.Boxes.index_select(0, matches.Instances.index_select(0, positive));
        var targets = coder.Encode(instances, predictions.Anchors.index_select(0, positive));
        var distance = functional.l1_loss(predictions.Deltas.index_select(0, positive), targets, Reduction.Sum);
        return (objectness.MoveToOuterDisposeScope(), (distance / drawn.shape[0]).MoveToOuterDisposeScope(), counts, matches.Uncovered);
    }

    // Where every anchor is left out: a loss of zero that still has a gradient, zero as well.
    private static Tensor Nothing(Tensor predictions)
    {
        return (predictions.sum() * 0).MoveToOuterDisposeScope();
    }
}
