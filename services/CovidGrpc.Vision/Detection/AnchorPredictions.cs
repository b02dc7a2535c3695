using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>What the region proposal network predicts at the A anchors of one level, of N images or of one.</summary>
/// <param name="Objectness">[N, A] or [A] raw logits.</param>
/// <param name="Deltas">[N, A, 4] or [A, 4]: from the anchor to the object's box.</param>
/// <param name="Anchors">[A, 4] in order row, column, anchor of the cell.</param>
internal sealed record AnchorPredictions(Tensor Objectness, Tensor Deltas, Tensor Anchors)
{
    /// <summary>The predictions of one of N images.</summary>
    internal AnchorPredictions OfImage(int image)
    {
        return this with { Objectness = Objectness[image], Deltas = Deltas[image] };
    }

    /// <summary>The same on the host, where boxes are chosen: there are few, and a GPU takes longer to be asked than to answer.</summary>
    internal AnchorPredictions ToHost()
    {
        return new(Objectness.cpu(), Deltas.cpu(), Anchors.cpu());
    }

    /// <summary>The predictions of one image on all levels as if they were one level.</summary>
    internal static AnchorPredictions Join(IReadOnlyList<AnchorPredictions> levels)
    {
        return levels.Count == 1 ? levels[0] : new(
            cat([.. levels.Select(level => level.Objectness)]),
            cat([.. levels.Select(level => level.Deltas)]),
            cat([.. levels.Select(level => level.Anchors)]));
    }

    internal AnchorPredictions MoveToOuterDisposeScope()
    {
        return new(Objectness.MoveToOuterDisposeScope(), Deltas.MoveToOuterDisposeScope(), Anchors.MoveToOuterDisposeScope());
    }
}
