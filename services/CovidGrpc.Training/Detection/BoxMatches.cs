using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>Which instance each of N boxes stands for.</summary>
/// <param name="Instances">[N], int64: index of the instance, <see cref="Background"/> or <see cref="Between"/>.</param>
/// <param name="Uncovered">Instances that no box touches.</param>
internal sealed record BoxMatches(Tensor Instances, int Uncovered)
{
    /// <summary>The box stands for no instance.</summary>
    internal const long Background = -1;

    /// <summary>The box is neither near enough to an instance nor far enough from all: it is left out.</summary>
    internal const long Between = -2;

    /// <summary>Indices of the boxes that stand for an instance, ascending.</summary>
    internal Tensor Positive()
    {
        return IndicesOf(Instances.ge(0));
    }

    /// <summary>Indices of the boxes that stand for none, ascending.</summary>
    internal Tensor Negative()
    {
        return IndicesOf(Instances.eq(Background));
    }

    /// <summary>The same, but some boxes that stand for no instance are left out.</summary>
    /// <param name="boxes">[N], bool.</param>
    internal BoxMatches LeaveOut(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var leftOut = boxes.logical_and(Instances.eq(Background));
        return this with { Instances = Instances.masked_fill(leftOut, Between).MoveToOuterDisposeScope() };
    }

    private static Tensor IndicesOf(Tensor isChosen)
    {
        using (isChosen)
        using (var indices = isChosen.nonzero())
            return indices.squeeze(1);
    }
}
