using CovidGrpc.Vision.Detection;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>Decides by overlap which instance a box stands for (Ren et al., 2015).</summary>
/// <param name="positive">A box stands for the instance that it overlaps most when their IoU is at least this.</param>
/// <param name="negative">It stands for none when its best IoU is below this; between the two it is left out.</param>
internal sealed class BoxMatcher(double positive, double negative)
{
    /// <summary>
    /// Whether the boxes that reach an instance's best IoU stand for something however small that IoU is; each for the instance that it overlaps
    /// most itself, which may be another one.
    /// </summary>
    internal bool KeepsBest { get; init; }

    /// <summary>
    /// Whether that also holds of an instance that no box touches, whose best IoU is 0, so that every box that touches nothing becomes positive;
    /// with boxes without area among them, the loss is then infinite. So the authors.
    /// </summary>
    internal bool KeepsBestOfUncovered { get; init; }

    /// <param name="instances">[G, 4], at least one; each has an area.</param>
    /// <param name="boxes">[N, 4].</param>
    internal BoxMatches Match(Tensor instances, Tensor boxes)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var overlaps = Boxes.PairwiseIou(instances, boxes);
        var (best, instance) = overlaps.max(0);
        var highest = overlaps.max(1).values.unsqueeze(1);
        var isUncovered = highest.eq(0);
        var isPositive = best.ge(positive);
        var isNegative = best.lt(negative);
        if (KeepsBest)
        {
            var reaches = overlaps.eq(highest);
            if (!KeepsBestOfUncovered)
                reaches = reaches.logical_and(isUncovered.logical_not());
            isPositive = isPositive.logical_or(reaches.any(0));
        }

        var none = full_like(instance, BoxMatches.Between).masked_fill(isNegative, BoxMatches.Background);
        return new(where(isPositive, instance, none).MoveToOuterDisposeScope(), (int)isUncovered.sum().item<long>());
    }
}
