using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Boxes as differences to reference boxes (R-CNN, Girshick et al., 2014): shift over size, logarithm of the growth.</summary>
/// <param name="position">Weight of the shifts.</param>
/// <param name="size">Weight of the growths.</param>
internal sealed class BoxCoder(double position, double size)
{
    // A predicted side is at most 1000/16 times the reference's.
    private static readonly double LargestGrowth = Math.Log(1000.0 / 16);

    /// <summary>[N, 4K] differences and [N, 4] references to [N, K, 4] boxes.</summary>
    internal Tensor Decode(Tensor deltas, Tensor references)
    {
        using var scope = NewDisposeScope();
        var (centres, sides) = CentresAndSides(references.unsqueeze(1));
        var perClass = deltas.reshape(deltas.shape[0], deltas.shape[1] / 4, 4);
        var newCentres = perClass.narrow(-1, 0, 2) / position * sides + centres;
        var halfSides = (perClass.narrow(-1, 2, 2) / size).clamp_max_(LargestGrowth).exp() * sides * 0.5;
        return cat([newCentres - halfSides, newCentres + halfSides], -1).MoveToOuterDisposeScope();
    }

    /// <summary>[N, 4] boxes and [N, 4] references to [N, 4] differences. A reference without area gives infinities.</summary>
    internal Tensor Encode(Tensor boxes, Tensor references)
    {
        using var scope = NewDisposeScope();
        var (centres, sides) = CentresAndSides(references);
        var (newCentres, newSides) = CentresAndSides(boxes);
        var shifts = (newCentres - centres) / sides * position;
        var growths = (newSides / sides).log() * size;
        return cat([shifts, growths], -1).MoveToOuterDisposeScope();
    }

    private static (Tensor Centres, Tensor Sides) CentresAndSides(Tensor boxes)
    {
        var low = boxes.narrow(-1, 0, 2);
        var sides = boxes.narrow(-1, 2, 2) - low;
        return (low + sides * 0.5, sides);
    }
}
