using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>
/// Masks of instances as seen through RoIs: RoIAlign on the mask's pixels without half-pixel shift, as torchvision computes it with adaptive
/// sampling. A bin averages ⌈side / bins⌉ bilinear samples along each axis, so targets are shares between 0 and 1.
/// </summary>
/// <remarks>Means of bilinear samples are separable: rows × mask × columns, one product for all RoIs of an instance.</remarks>
internal static class MaskTargets
{
    /// <summary>[P, M, M].</summary>
    /// <param name="masks">[G, H, W].</param>
    /// <param name="instances">[P], int64: the instance of each RoI.</param>
    /// <param name="boxes">[P, 4] RoIs in pixels of the masks.</param>
    /// <param name="bins">M.</param>
    internal static Tensor Of(Tensor masks, Tensor instances, Tensor boxes, int bins)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        var (height, width) = ((int)masks.shape[1], (int)masks.shape[2]);
        var corners = boxes.cpu().data<float>().ToArray().Chunk(4).ToArray();
        var targets = empty([corners.Length, bins, bins], device: masks.device);
        foreach (var group in instances.cpu().data<long>().ToArray().Index().GroupBy(roi => roi.Item, roi => roi.Index))
        {
            var rois = group.ToArray();
            var rows = AxisWeights([.. rois.Select(roi => (corners[roi][1], corners[roi][3]))], bins, height).to(masks.device);
            var columns = AxisWeights([.. rois.Select(roi => (corners[roi][0], corners[roi][2]))], bins, width).to(masks.device);
            var mask = masks[group.Key].to(ScalarType.Float32);
            var indices = tensor(rois.Select(roi => (long)roi).ToArray()).to(masks.device);
            targets.index_copy_(0, indices, rows.matmul(mask).matmul(columns.transpose(1, 2)));
        }

        return targets.MoveToOuterDisposeScope();
    }

    // [R, M, pixels]: how much each pixel of one axis counts in each bin. A sample outside the mask counts nothing.
    private static Tensor AxisWeights((float Low, float High)[] spans, int bins, int pixels)
    {
        var weights = new float[checked(spans.Length * bins * pixels)];
        foreach (var (roi, (low, high)) in spans.Index())
        {
            var binSize = Math.Max(high - low, 1) / bins;
            var samples = (int)MathF.Ceiling(binSize);
            for (var bin = 0; bin < bins; bin++)
            {
                var ofBin = weights.AsSpan((roi * bins + bin) * pixels, pixels);
                for (var i = 0; i < samples; i++)
                    AddSample(low + bin * binSize + (i + 0.5f) * binSize / samples, 1f / samples, ofBin);
            }
        }

        return tensor(weights, [spans.Length, bins, pixels]);
    }

    private static void AddSample(float position, float share, Span<float> pixels)
    {
        if (position < -1 || position > pixels.Length)
            return;
        var clamped = Math.Clamp(position, 0, pixels.Length - 1);
        var before = (int)clamped;
        var fraction = clamped - before;
        pixels[before] += share * (1 - fraction);
        if (fraction > 0)
            pixels[before + 1] += share * fraction;
    }
}
