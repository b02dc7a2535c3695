using CovidGrpc.Vision.Input;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Arithmetic on boxes [..., 4] x1, y1, x2, y2.</summary>
internal static class Boxes
{
    /// <summary>Width times height, [...].</summary>
    internal static Tensor Area(Tensor boxes)
    {
        using var scope = NewDisposeScope();
        var sides = boxes.narrow(-1, 2, 2) - boxes.narrow(-1, 0, 2);
        return (sides.select(-1, 0) * sides.select(-1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Cuts boxes to an image.</summary>
    internal static Tensor Clip(Tensor boxes, ImageSize image)
    {
        using var scope = NewDisposeScope();
        var x = boxes.index(TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 2)).clamp(0, image.Width);
        var y = boxes.index(TensorIndex.Ellipsis, TensorIndex.Slice(1, null, 2)).clamp(0, image.Height);
        return stack([x, y], -1).reshape(boxes.shape).MoveToOuterDisposeScope();
    }

    /// <summary>Intersection over union of each with each: [N, 4] and [M, 4] to [N, M]. Two boxes without area have NaN.</summary>
    internal static Tensor PairwiseIou(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        var rows = first.unsqueeze(1);
        var low = maximum(rows.narrow(-1, 0, 2), second.narrow(-1, 0, 2));
        var high = minimum(rows.narrow(-1, 2, 2), second.narrow(-1, 2, 2));
        var sides = (high - low).clamp_min_(0);
        var intersection = sides.select(-1, 0) * sides.select(-1, 1);
        var union = Area(first).unsqueeze(1) + Area(second) - intersection;
        return (intersection / union).MoveToOuterDisposeScope();
    }
}
