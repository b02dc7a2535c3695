using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>Draws the RoIs that the box and mask branches learn from.</summary>
internal sealed class RoiSampler(BoxMatcher matcher, BalancedSampler sampler)
{
    /// <summary>Draws from the proposals and, at their end, the instances' own boxes.</summary>
    /// <param name="proposals">[K, 4].</param>
    /// <param name="truth">At least one instance.</param>
    internal RoiSamples Draw(Tensor proposals, GroundTruth truth)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var candidates = cat([proposals, truth.Boxes]);
        var matches = matcher.Match(truth.Boxes, candidates);
        var (positive, negative, counts) = sampler.Draw(matches);
        var drawn = cat([positive, negative]).sort(0).Values;
        var boxes = candidates.index_select(0, drawn);
        var instances = matches.Instances.index_select(0, drawn);
        var isPositive = instances.ge(0);
        var ofPositive = isPositive.nonzero().squeeze(1);
        var background = arange(truth.Classes.shape[1], device: boxes.device).eq(0);
        var classes = where(isPositive.unsqueeze(1), truth.Classes.index_select(0, instances.clamp_min(0)), background);
        var isUnknown = truth.Unlabelled.MayHold(boxes).logical_and(isPositive.logical_not()).unsqueeze(1);
        return new(
            boxes.MoveToOuterDisposeScope(),
            ofPositive.MoveToOuterDisposeScope(),
            instances.index_select(0, ofPositive).MoveToOuterDisposeScope(),
            classes.logical_or(isUnknown.logical_and(truth.Unlabelled.Classes)).MoveToOuterDisposeScope(),
            counts);
    }
}
