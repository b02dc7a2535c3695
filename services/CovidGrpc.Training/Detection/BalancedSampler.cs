using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>Draws boxes to learn from, so that background does not drown the rest.</summary>
/// <param name="size">Boxes drawn, where there are as many.</param>
/// <param name="mostPositive">At most this many of them stand for an instance; background fills up.</param>
/// <param name="permutation">Puts the positive ones in random order, then the negative ones; the first are taken.</param>
internal sealed class BalancedSampler(int size, int mostPositive, Permutation permutation)
{
    /// <summary>
    /// Whether instances take turns, so that a lung with hundreds of anchors leaves room for a lesion with one. Otherwise, as the authors, each
    /// positive box is as likely as any other.
    /// </summary>
    internal bool TakesTurns { get; init; }

    /// <summary>Indices of the boxes drawn, int64 on their device: [P] positive and [M] negative ones, both ascending.</summary>
    internal (Tensor Positive, Tensor Negative, SampleCounts Counts) Draw(BoxMatches matches)
    {
        using var scope = NewDisposeScope();
        var (positive, negative) = (matches.Positive(), matches.Negative());
        var drawnPositive = Draw(positive, Math.Min(size, mostPositive), TakesTurns ? matches.Instances : null);
        var drawnNegative = Draw(negative, size - (int)drawnPositive.shape[0], null);
        var counts = new SampleCounts(
            Positive: (int)positive.shape[0],
            Negative: (int)negative.shape[0],
            LeftOut: (int)(matches.Instances.shape[0] - positive.shape[0] - negative.shape[0]),
            DrawnPositive: (int)drawnPositive.shape[0],
            DrawnNegative: (int)drawnNegative.shape[0]);
        return (drawnPositive.MoveToOuterDisposeScope(), drawnNegative.MoveToOuterDisposeScope(), counts);
    }

    private Tensor Draw(Tensor indices, int most, Tensor? instances)
    {
        var order = permutation((int)indices.shape[0]);
        if (instances is not null)
            order = InTurn(order, indices, instances);
        using var first = tensor(order.Take(most).Order().ToArray(), ScalarType.Int64).to(indices.device);
        return indices.index_select(0, first);
    }

    // The first of each instance, then the second of each, and so on, each instance's in the order given.
    private static long[] InTurn(long[] order, Tensor indices, Tensor instances)
    {
        using var scope = NewDisposeScope();
        var ofBoxes = instances.index_select(0, indices).cpu().data<long>().ToArray();
        return [.. order.GroupBy(box => ofBoxes[box]).SelectMany(boxes => boxes.Index()).OrderBy(turn => turn.Index).Select(turn => turn.Item)];
    }
}
