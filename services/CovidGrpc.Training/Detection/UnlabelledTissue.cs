using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>
/// What a truth does not tell of a slice: where there may be a tissue that its data set does not label. A box there that matches no instance is
/// not known to be background.
/// </summary>
/// <param name="Regions">[U, 4]; none where every tissue is labelled.</param>
/// <param name="Classes">[K], bool: the classes that a box there may have, background and the tissues that are not labelled.</param>
internal sealed record UnlabelledTissue(Tensor Regions, Tensor Classes)
{
    /// <summary>[N], bool: whether the centre of a box lies in a region.</summary>
    /// <param name="boxes">[N, 4].</param>
    internal Tensor MayHold(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var centres = ((boxes.narrow(1, 0, 2) + boxes.narrow(1, 2, 2)) / 2).unsqueeze(1);
        var isInside = centres.ge(Regions.narrow(1, 0, 2)).logical_and(centres.le(Regions.narrow(1, 2, 2)));
        return isInside.all(2).any(1).MoveToOuterDisposeScope();
    }
}
