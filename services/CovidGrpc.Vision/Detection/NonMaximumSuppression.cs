using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Greedy non-maximum suppression: a box goes when a better one of its class overlaps it too much.</summary>
internal static class NonMaximumSuppression
{
    /// <summary>
    /// Chooses boxes. The overlaps are computed on the device and copied to the host once; ties keep their order. Boxes without area never go.
    /// </summary>
    /// <param name="boxes">[N, 4].</param>
    /// <param name="scores">[N].</param>
    /// <param name="takesPart">[N], bool: the others are not chosen and suppress nothing.</param>
    /// <param name="threshold">A box goes when its IoU with a kept one is above this.</param>
    /// <param name="labels">[N], int64; null when all boxes are of one class.</param>
    /// <returns>Indices of the chosen boxes, best first, int64 on the device of the boxes.</returns>
    internal static Tensor Keep(Tensor boxes, Tensor scores, Tensor takesPart, double threshold, Tensor? labels = null)
    {
        using var scope = NewDisposeScope();
        var count = (int)scores.shape[0];
        if (count == 0)
            return zeros(0, ScalarType.Int64, boxes.device).MoveToOuterDisposeScope();

        var order = scores.masked_fill(takesPart.logical_not(), float.NegativeInfinity).sort(0, descending: true, stable: true).Indices;
        var placed = labels is null ? boxes : MoveClassesApart(boxes, takesPart, labels);
        var sorted = placed.index_select(0, order);
        var overlaps = Boxes.PairwiseIou(sorted, sorted).gt(threshold);
        var table = cat([takesPart.index_select(0, order).unsqueeze(1), overlaps], 1).cpu();
        var kept = Choose(table.data<bool>().ToArray(), count);
        return order.index_select(0, tensor(kept, ScalarType.Int64).to(boxes.device)).MoveToOuterDisposeScope();
    }

    // Boxes of different classes never meet when each class has a region of its own; torchvision's batched_nms rounds the same way.
    private static Tensor MoveClassesApart(Tensor boxes, Tensor takesPart, Tensor labels)
    {
        var largest = boxes.masked_fill(takesPart.logical_not().unsqueeze(1), 0).max();
        return boxes + (labels.to(ScalarType.Float32) * (largest + 1)).unsqueeze(1);
    }

    // Row i: whether box i takes part, then whether it overlaps box 0, 1, ...
    private static long[] Choose(bool[] table, int count)
    {
        var kept = new List<long>();
        var gone = new bool[count];
        for (var i = 0; i < count; i++)
        {
            var row = table.AsSpan(i * (count + 1), count + 1);
            if (!row[0] || gone[i])
                continue;
            kept.Add(i);
            for (var j = i + 1; j < count; j++)
                gone[j] |= row[j + 1];
        }

        return [.. kept];
    }
}
