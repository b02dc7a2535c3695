using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>The S RoIs of one slice that the box branch learns from; the mask branch learns from the P positive ones.</summary>
/// <param name="Boxes">[S, 4], in order of the proposals, then of the instances.</param>
/// <param name="Positive">[P], int64: which of the S are positive.</param>
/// <param name="Instances">[P], int64: the instance of each of those.</param>
/// <param name="Classes">[S, K], bool: the classes that may be right. One alone, unless tissues are not labelled or not told apart.</param>
/// <param name="Counts">How many.</param>
internal sealed record RoiSamples(
    Tensor Boxes, Tensor Positive, Tensor Instances, Tensor Classes, SampleCounts Counts)
{
    /// <summary>[P, 4].</summary>
    internal Tensor PositiveBoxes()
    {
        return Boxes.index_select(0, Positive);
    }

    /// <summary>[P], int64: of the classes that each positive RoI may have, the one that is thought likeliest.</summary>
    /// <param name="logits">[S, K].</param>
    internal Tensor PositiveLabels(Tensor logits)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        return Possible(logits).index_select(0, Positive).argmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>The logits of the classes that may be right; those of the others are −∞.</summary>
    /// <param name="logits">[S, K].</param>
    internal Tensor Possible(Tensor logits)
    {
        using var isWrong = Classes.logical_not();
        return logits.masked_fill(isWrong, float.NegativeInfinity);
    }
}
