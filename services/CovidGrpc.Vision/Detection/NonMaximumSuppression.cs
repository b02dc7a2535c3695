using System.Numerics;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Greedy non-maximum suppression: a box goes when a better one of its class overlaps it too much.</summary>
internal static class NonMaximumSuppression
{
    /// <summary>
    /// Chooses boxes, which are on the host, many overlaps an instruction; ties keep their order. Boxes without area never go.
    /// </summary>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="scores">[N].</param>
    /// <param name="takesPart">[N], bool: the others are not chosen and suppress nothing.</param>
    /// <param name="threshold">A box goes when its IoU with a kept one is above this.</param>
    /// <param name="labels">[N], int64; null when all boxes are of one class.</param>
    /// <returns>Indices of the chosen boxes, best first, int64.</returns>
    internal static Tensor Keep(Tensor boxes, Tensor scores, Tensor takesPart, double threshold, Tensor? labels = null)
    {
        using var scope = NewDisposeScope();
        var count = (int)scores.shape[0];
        if (count == 0)
            return zeros(0, ScalarType.Int64).MoveToOuterDisposeScope();

        var order = scores.masked_fill(takesPart.logical_not(), float.NegativeInfinity).sort(0, descending: true, stable: true).Indices;
        var placed = labels is null ? boxes : MoveClassesApart(boxes, takesPart, labels);
        var rows = cat([placed, takesPart.unsqueeze(1).to(placed.dtype)], 1).index_select(0, order);
        var columns = rows.t().contiguous().data<float>().ToArray();
        var kept = Choose(columns, count, (float)threshold);
        return order.index_select(0, tensor(kept, ScalarType.Int64)).MoveToOuterDisposeScope();
    }

    // Boxes of different classes never meet when each class has a region of its own; torchvision's batched_nms rounds the same way.
    private static Tensor MoveClassesApart(Tensor boxes, Tensor takesPart, Tensor labels)
    {
        var largest = boxes.masked_fill(takesPart.logical_not().unsqueeze(1), 0).max();
        return boxes + (labels.to(ScalarType.Float32) * (largest + 1)).unsqueeze(1);
    }

    // Columns: x1, y1, x2, y2 and whether the box takes part, best first.
    private static long[] Choose(float[] columns, int count, float threshold)
    {
        // A whole number of vectors: what lies behind the last box has no area and matters to nobody.
        var padded = (count + Vector<float>.Count - 1) / Vector<float>.Count * Vector<float>.Count;
        var (x1, y1, x2, y2) = (Column(0), Column(1), Column(2), Column(3));
        var gone = new int[padded];
        for (var i = 0; i < count; i++)
            gone[i] = columns[(4 * count) + i] == 0 ? -1 : 0;

        var kept = new List<long>();
        for (var i = 0; i < count; i++)
        {
            if (gone[i] != 0)
                continue;
            kept.Add(i);
            var (left, top, right, bottom) = (new Vector<float>(x1[i]), new Vector<float>(y1[i]), new Vector<float>(x2[i]), new Vector<float>(y2[i]));
            var area = (right - left) * (bottom - top);
            for (var j = i / Vector<float>.Count * Vector<float>.Count; j < padded; j += Vector<float>.Count)
            {
                var (lefts, tops, rights, bottoms) = (new Vector<float>(x1, j), new Vector<float>(y1, j), new Vector<float>(x2, j), new Vector<float>(y2, j));
                var width = Vector.Max(Vector.Min(right, rights) - Vector.Max(left, lefts), Vector<float>.Zero);
                var height = Vector.Max(Vector.Min(bottom, bottoms) - Vector.Max(top, tops), Vector<float>.Zero);
                var intersection = width * height;
                var union = area + ((rights - lefts) * (bottoms - tops)) - intersection;
                var overlaps = Vector.GreaterThan(intersection / union, new Vector<float>(threshold));
                (new Vector<int>(gone, j) | overlaps).CopyTo(gone, j);
            }
        }

        return [.. kept];

        float[] Column(int index)
        {
            var column = new float[padded];
            columns.AsSpan(index * count, count).CopyTo(column);
            return column;
        }
    }
}
