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

    /// <summary>Cuts boxes, which are on the host, to an image.</summary>
    internal static Tensor Clip(Tensor boxes, ImageSize image)
    {
        var corners = Numbers(boxes);
        for (var i = 0; i < corners.Length; i++)
            corners[i] = Math.Clamp(corners[i], 0, i % 2 == 0 ? image.Width : image.Height);
        return tensor(corners, boxes.shape);
    }

    /// <summary>The numbers of a tensor on the host, row by row.</summary>
    internal static float[] Numbers(Tensor onHost)
    {
        if (onHost.numel() == 0)
            return [];
        using var contiguous = onHost.contiguous();
        return contiguous.data<float>().ToArray();
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
