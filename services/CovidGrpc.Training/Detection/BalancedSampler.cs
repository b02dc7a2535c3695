using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>Draws boxes to learn from, so that background does not drown the rest.</summary>
/// <param name="size">Boxes drawn, where there are as many.</param>
/// <param name="mostPositive">At most this many of them stand for an instance; background fills up.</param>
/// <param name="permutation">Puts the positive ones in random order, then the negative ones; the first are taken.</param>
internal sealed class BalancedSampler(int size, int mostPositive, Permutation permutation)
{
    /// <summary>Indices of the boxes drawn, int64 on their device: [P] positive and [M] negative ones, both ascending.</summary>
    internal (Tensor Positive, Tensor Negative, SampleCounts Counts) Draw(BoxMatches matches)
    {
        using var scope = NewDisposeScope();
        var (positive, negative) = (matches.Positive(), matches.Negative());
        var drawnPositive = Draw(positive, Math.Min(size, mostPositive));
        var drawnNegative = Draw(negative, size - (int)drawnPositive.shape[0]);
        var counts = new SampleCounts(
            Positive: (int)positive.shape[0],
            Negative: (int)negative.shape[0],
            LeftOut: (int)(matches.Instances.shape[0] - positive.shape[0] - negative.shape[0]),
            DrawnPositive: (int)drawnPositive.shape[0],
            DrawnNegative: (int)drawnNegative.shape[0]);
        return (drawnPositive.MoveToOuterDisposeScope(), drawnNegative.MoveToOuterDisposeScope(), counts);
    }

    private Tensor Draw(Tensor indices, int most)
    {
        var order = permutation((int)indices.shape[0]);
        using var first = tensor(order.Take(most).Order().ToArray(), ScalarType.Int64).to(indices.device);
        return indices.index_select(0, first);
    }
}
