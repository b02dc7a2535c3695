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
    private const int SamplingRatio = 2;
    private const int TapsPerAxis = 2 * SamplingRatio;
    private const int Taps = TapsPerAxis * TapsPerAxis;

    // A RoI of this side, that of ImageNet's images, belongs to the level of 16 pixels a cell (Lin et al., 2017).
    private const double CanonicalSide = 224;
    private const int CanonicalLevel = 4;

    /// <summary>Pools RoIs.</summary>
    /// <param name="levels">[N, C, h, w] each, from fine to coarse.</param>
    /// <param name="boxes">[Rᵢ, 4] of each image in pixels of the resized image.</param>
    /// <param name="geometry">Of all images.</param>
    /// <param name="bins">P.</param>
    /// <returns>[R, C, P, P] of all images' RoIs one after the other, channels last in memory.</returns>
    internal static Tensor Pool(IReadOnlyList<Tensor> levels, IReadOnlyList<Tensor> boxes, ImageGeometry geometry, int bins)
    {
        using var scope = NewDisposeScope();
        var (device, channels) = (levels[0].device, levels[0].shape[1]);
        var rois = cat([.. boxes]);
        var count = rois.shape[0];
        if (count == 0)
            return zeros([0, channels, bins, bins], device: device).MoveToOuterDisposeScope();

        var scales = levels.Select(level => geometry.CellsPerPixel(level.shape[2])).ToArray();
        var level = LevelOf(rois, scales);
        var image = cat([.. boxes.Select((ofImage, i) => full(ofImage.shape[0], i, ScalarType.Int64, device))]);
        var height = OfLevel(levels.Select(map => map.shape[2]));
        var width = OfLevel(levels.Select(map => map.shape[3]));
        var first = OfLevel(levels.Select((_, i) => levels.Take(i).Sum(map => map.shape[0] * map.shape[2] * map.shape[3])));
        var scaled = rois * tensor(scales, ScalarType.Float32).to(device).index_select(0, level).unsqueeze(1);
        var rows = Axis(scaled.select(1, 1), scaled.select(1, 3), height, bins);
        var columns = Axis(scaled.select(1, 0), scaled.select(1, 2), width, bins);
        var row = (first + image * height * width).view(-1, 1, 1) + rows.Cells * width.view(-1, 1, 1);
        var cells = row.view(count, bins, 1, TapsPerAxis, 1) + columns.Cells.view(count, 1, bins, 1, TapsPerAxis);
        var weights = rows.Weights.view(count, bins, 1, TapsPerAxis, 1) * columns.Weights.view(count, 1, bins, 1, TapsPerAxis);

        var table = cat([.. levels.Select(map => map.Single().permute(0, 2, 3, 1).reshape(-1, channels))]);
        var (taps, shares) = (cells.reshape(-1), weights.reshape(-1));
        if (is_grad_enabled() && table.requires_grad)
        {
            var gathered = table.index_select(0, taps) * shares.detach().unsqueeze(1);
            return gathered.view(count, bins, bins, Taps, channels).sum(3).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
        }

        using var bag = nn.EmbeddingBag_from_pretrained(table, mode: EmbeddingBagMode.Sum);
        var starts = arange(0, count * bins * bins * Taps, Taps, ScalarType.Int32, device);
        var pooled = bag.call(taps.to(ScalarType.Int32), starts, shares);
        return pooled.view(count, bins, bins, channels).permute(0, 3, 1, 2).MoveToOuterDisposeScope();

        Tensor OfLevel(IEnumerable<long> values)
        {
            return tensor(values.ToArray()).to(device).index_select(0, level);
        }
    }

    // [R], int64: the level of each RoI. One without area belongs to the finest.
    internal static Tensor LevelOf(Tensor rois, IReadOnlyList<double> scales)
    {
        const double Epsilon = 1e-6;
        using var scope = NewDisposeScope();
        var (finest, coarsest) = (-Math.Log2(scales[0]), -Math.Log2(scales[^1]));
        var wanted = ((Boxes.Area(rois).sqrt() / CanonicalSide).log2() + CanonicalLevel + Epsilon).floor();
        return (wanted.clamp(finest, coarsest) - finest).to(ScalarType.Int64).MoveToOuterDisposeScope();
    }

    // [R, P, 4]: the cells of one axis that count in each bin, and how much. A RoI is at least one cell long; a sample outside the map counts nothing.
    private static (Tensor Cells, Tensor Weights) Axis(Tensor low, Tensor high, Tensor length, int bins)
    {
        using var scope = NewDisposeScope();
        var last = (length - 1).view(-1, 1, 1);
        var binSize = (high - low).clamp_min(1) / bins;
        var offsets = arange(bins, ScalarType.Float32, low.device).unsqueeze(1)
            + (arange(SamplingRatio, ScalarType.Float32, low.device) + 0.5) / SamplingRatio;
        var samples = low.view(-1, 1, 1) + offsets * binSize.view(-1, 1, 1);
        var inside = samples.ge(-1).logical_and_(samples.le(length.view(-1, 1, 1)));
        var clamped = minimum(samples.clamp_min(0), last);
        var before = clamped.floor();
        var share = clamped - before;
        var cells = before.to(ScalarType.Int64);
        var weights = stack([1 - share, share], -1) * inside.unsqueeze(-1) / SamplingRatio;
        return (
            stack([cells, minimum(cells + 1, last)], -1).view(-1, bins, TapsPerAxis).MoveToOuterDisposeScope(),
            weights.view(-1, bins, TapsPerAxis).MoveToOuterDisposeScope());
    }
}
