using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>
/// RoIAlign on the levels of a feature pyramid: each RoI is pooled from the one level that suits its size, else as <see cref="RoiAlign"/> does.
/// </summary>
/// <remarks>
/// The levels are too large for a matrix product. Each bin is a weighted sum of 16 cells (2×2 samples of 2×2 cells), and an embedding bag is
/// exactly that, in one operation for all bins of all RoIs of all levels and images. It knows no gradient: where one is wanted, the cells are
/// gathered and summed. Gradients reach the levels alone: boxes are constants, as in torchvision.
/// </remarks>
internal static class PyramidRoiAlign
{
    private const int TapsPerBin = AxisTaps.PerBin * AxisTaps.PerBin;

    // A RoI of this side, that of ImageNet's images, belongs to the level of 16 pixels a cell (Lin et al., 2017).
    private const float CanonicalSide = 224;
    private const int CanonicalLevel = 4;

    /// <summary>Pools RoIs.</summary>
    /// <param name="levels">[N, C, h, w] each, from fine to coarse.</param>
    /// <param name="boxes">[Rᵢ, 4] of each image in pixels of the resized image.</param>
    /// <param name="geometry">Of all images.</param>
    /// <param name="bins">P.</param>
    /// <returns>[R, C, P, P] of all images' RoIs one after the other, laid out for convolutions.</returns>
    internal static Tensor Pool(IReadOnlyList<Tensor> levels, IReadOnlyList<Tensor> boxes, ImageGeometry geometry, int bins)
    {
        using var scope = NewDisposeScope();
        var (device, channels) = (levels[0].device, levels[0].shape[1]);
        var count = boxes.Sum(ofImage => ofImage.shape[0]);
        if (count == 0)
            return zeros([0, channels, bins, bins], device: device).MoveToOuterDisposeScope();

        var (rows, columns) = Taps(levels, boxes, geometry, bins);
        var cells = rows.Cells(device).view(count, bins, 1, AxisTaps.PerBin, 1) + columns.Cells(device).view(count, 1, bins, 1, AxisTaps.PerBin);
        var weights = rows.Weights(device).view(count, bins, 1, AxisTaps.PerBin, 1) * columns.Weights(device).view(count, 1, bins, 1, AxisTaps.PerBin);

        var table = cat([.. levels.Select(map => map.Single().permute(0, 2, 3, 1).reshape(-1, channels))]);
        var (taps, shares) = (cells.reshape(-1), weights.reshape(-1));
        if (is_grad_enabled() && table.requires_grad)
        {
            var gathered = table.index_select(0, taps) * shares.detach().unsqueeze(1);
            return ConvolutionLayout.Of(gathered.view(count, bins, bins, TapsPerBin, channels).sum(3).permute(0, 3, 1, 2)).MoveToOuterDisposeScope();
        }

        using var bag = nn.EmbeddingBag_from_pretrained(table, mode: EmbeddingBagMode.Sum);
        var starts = arange(0, count * bins * bins * TapsPerBin, TapsPerBin, ScalarType.Int32, device);
        var pooled = bag.call(taps, starts, shares);
        return ConvolutionLayout.Of(pooled.view(count, bins, bins, channels).permute(0, 3, 1, 2)).MoveToOuterDisposeScope();
    }

    /// <summary>The level of a RoI of that area in pixels, for levels of so many cells a pixel. One without area belongs to the finest.</summary>
    internal static int LevelOf(float area, IReadOnlyList<double> scales)
    {
        const float Epsilon = 1e-6f;
        var (finest, coarsest) = (-Math.Log2(scales[0]), -Math.Log2(scales[^1]));
        var wanted = MathF.Floor(MathF.Log2(MathF.Sqrt(area) / CanonicalSide) + CanonicalLevel + Epsilon);
        return (int)(Math.Clamp(wanted, finest, coarsest) - finest);
    }

    // Of all RoIs, on the host: there are few, and a GPU takes longer to be asked than to answer. A row's cells count from the first of all levels and images.
    private static (AxisTaps Rows, AxisTaps Columns) Taps(IReadOnlyList<Tensor> levels, IReadOnlyList<Tensor> boxes, ImageGeometry geometry, int bins)
    {
        var scales = levels.Select(level => geometry.CellsPerPixel(level.shape[2])).ToArray();
        var heights = levels.Select(map => (int)map.shape[2]).ToArray();
        var widths = levels.Select(map => (int)map.shape[3]).ToArray();
        var firsts = levels.Select((_, i) => levels.Take(i).Sum(map => map.shape[0] * map.shape[2] * map.shape[3])).ToArray();
        var count = boxes.Sum(ofImage => ofImage.shape[0]);
        var (rows, columns) = (new AxisTaps(count, bins), new AxisTaps(count, bins));
        var corners = Boxes.Numbers(cat([.. boxes]).detach().cpu()).Chunk(4);
        var images = boxes.SelectMany((ofImage, image) => Enumerable.Repeat(image, (int)ofImage.shape[0]));
        foreach (var (box, image) in corners.Zip(images))
        {
            var level = LevelOf((box[2] - box[0]) * (box[3] - box[1]), scales);
            var (scale, height, width) = ((float)scales[level], heights[level], widths[level]);
            rows.Add(box[1] * scale, box[3] * scale, height, checked((int)(firsts[level] + ((long)image * height * width))), width);
            columns.Add(box[0] * scale, box[2] * scale, width, 0, 1);
        }

        return (rows, columns);
    }
}
