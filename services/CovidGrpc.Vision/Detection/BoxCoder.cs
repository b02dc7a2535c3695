using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Boxes as differences to reference boxes (R-CNN, Girshick et al., 2014): shift over size, logarithm of the growth.</summary>
/// <param name="position">Weight of the shifts.</param>
/// <param name="size">Weight of the growths.</param>
internal sealed class BoxCoder(double position, double size)
{
    // A predicted side is at most 1000/16 times the reference's.
    private static readonly float LargestGrowth = MathF.Log(1000f / 16);

    /// <summary>[N, 4K] differences and [N, 4] references, both on the host, to [N, K, 4] boxes. No gradient leads through it.</summary>
    internal Tensor Decode(Tensor deltas, Tensor references)
    {
        var (boxes, froms) = (Boxes.Numbers(deltas), Boxes.Numbers(references));
        var (count, classes) = (deltas.shape[0], (int)deltas.shape[1] / 4);
        for (var i = 0; i < boxes.Length; i += 4)
        {
            var box = boxes.AsSpan(i, 4);
            var from = froms.AsSpan(i / 4 / classes * 4, 4);
            for (var axis = 0; axis < 2; axis++)
            {
                var side = from[2 + axis] - from[axis];
                var centre = (box[axis] / (float)position * side) + (from[axis] + (side * 0.5f));
                var half = MathF.Exp(MathF.Min(box[2 + axis] / (float)size, LargestGrowth)) * side * 0.5f;
                (box[axis], box[2 + axis]) = (centre - half, centre + half);
            }
        }

        return tensor(boxes, [count, classes, 4]);
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
