using CovidGrpc.Vision.Input;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>The branch that serves classification: the 16 best RoIs of an image, sorted by place, as maps of features.</summary>
internal sealed class SequenceBranch(BoxBranch boxes, MaskHead maskHead, RoiMapPredictor mapPredictor, RoiPadding padding)
{
    private const double NmsThreshold = 0.25;
    private const double SmallestArea = 1e-5;

    internal BoxBranch Boxes => boxes;

    /// <summary>Chooses the RoIs of each image by score alone, however low; null where no box survives.</summary>
    /// <param name="embedded">[R, 128] of the box head's first layer, the images' proposals one after the other.</param>
    /// <param name="proposals">Of each image.</param>
    /// <param name="image">The resized image.</param>
    internal IReadOnlyList<SelectedRois?> Select(Tensor embedded, IReadOnlyList<Proposals> proposals, ImageSize image)
    {
        return [.. boxes.Candidates(embedded, proposals, image).Select(Choose)];
    }

    /// <summary>[R, C, 14, 14] pooled RoIs to [R, C, 28, 28].</summary>
    internal Tensor Maps(Tensor pooled)
    {
        using var hidden = maskHead.call(pooled);
        return mapPredictor.call(hidden);
    }

    private SelectedRois? Choose(ScoredBoxes candidates)
    {
        using var scope = NewDisposeScope();
        var takesPart = Detection.Boxes.Area(candidates.Boxes).gt(SmallestArea);
        var kept = NonMaximumSuppression.Keep(candidates.Boxes, candidates.Scores, takesPart, NmsThreshold, candidates.Labels);
        var survivors = (int)kept.shape[0];
        if (survivors == 0)
            return null;

        var ranks = survivors < RoiSequence.Length ? padding(survivors) : [.. Enumerable.Range(0, RoiSequence.Length)];
        var slots = tensor(ranks.Select(rank => (long)rank).ToArray());
        var chosen = candidates.At(kept.index_select(0, slots));
        var distance = chosen.Boxes.narrow(1, 0, 2).square().sum(1).sqrt();
        var order = distance.sort(0, descending: false, stable: true).Indices;
        return new(chosen.MoveToOuterDisposeScope(), order.MoveToOuterDisposeScope(), survivors);
    }
}
