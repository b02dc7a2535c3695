using System.Globalization;
using CovidGrpc.Contracts.V1;
using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>The regions that the classification read, as corners around them: the heavier the weight, the stronger the line.</summary>
internal static class AttentionFrames
{
    private const float LeastTold = 0.1f;
    private const float EvenShare = 1f / 16;
    private const float TextSize = 8;
    private const float ForDistance = 3;
    private const float AgainstDistance = 8;

    /// <summary>Draws corners around every region: coloured where its weight is above the even share, grey where neither is.</summary>
    /// <param name="canvas">Where they are drawn.</param>
    /// <param name="evidence">The regions, in source pixels.</param>
    /// <param name="scale">Pixels for each source pixel.</param>
    /// <param name="unit">One step of the overlay's measure in pixels.</param>
    /// <param name="labels">Is kept off the coloured ones.</param>
    public static void Draw(SKCanvas canvas, IEnumerable<Evidence> evidence, int scale, float unit, LabelPlates labels)
    {
        foreach (var region in Regions(evidence).Reverse())
        {
            var inner = Around(region.Box, scale, ForDistance * unit);
            var outer = Around(region.Box, scale, AgainstDistance * unit);
            if (Math.Max(region.For, region.Against) <= EvenShare)
            {
                DrawCorners(canvas, inner, 0, Palette.Quiet, unit);
                continue;
            }

            labels.Avoid(outer);
            if (region.Against > EvenShare)
            {
                DrawCorners(canvas, outer, region.Against, Palette.Against, unit);
            }

            if (region.For > EvenShare)
            {
                DrawCorners(canvas, inner, region.For, Palette.For, unit);
            }
        }
    }

    /// <summary>Labels the regions with the weights that are worth a number.</summary>
    /// <param name="evidence">The regions, in source pixels.</param>
    /// <param name="scale">Pixels for each source pixel.</param>
    /// <param name="unit">One step of the overlay's measure in pixels.</param>
    /// <param name="labels">Draws them.</param>
    public static void Tell(IEnumerable<Evidence> evidence, int scale, float unit, LabelPlates labels)
    {
        foreach (var region in Regions(evidence))
        {
            foreach (var (weight, colour) in new[] { (region.For, Palette.For), (region.Against, Palette.Against) }.Where(told => told.Item1 >= LeastTold))
            {
                labels.Draw(weight.ToString("P0", CultureInfo.InvariantCulture), Around(region.Box, scale, AgainstDistance * unit), TextSize * unit, colour);
            }
        }
    }

    /// <summary>Draws the corners of one frame.</summary>
    /// <param name="canvas">Where they are drawn.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="weight">0 to 1.</param>
    /// <param name="colour">Their colour.</param>
    /// <param name="unit">One step of the overlay's measure in pixels.</param>
    public static void DrawCorners(SKCanvas canvas, SKRect frame, float weight, SKColor colour, float unit)
    {
        using var pen = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
            StrokeWidth = unit * (1 + (6 * Math.Min(weight, 0.5f))),
            Color = colour.WithAlpha((byte)Math.Clamp(140 + (weight * 1000), 0, 255)),
            IsAntialias = true,
        };
        var arm = Math.Min(Math.Min(frame.Width, frame.Height) / 3, 12 * unit);
        using var corners = new SKPathBuilder();
        foreach (var (x, y, right, down) in (ReadOnlySpan<(float, float, float, float)>)[
            (frame.Left, frame.Top, arm, arm), (frame.Right, frame.Top, -arm, arm),
            (frame.Left, frame.Bottom, arm, -arm), (frame.Right, frame.Bottom, -arm, -arm)])
        {
            corners.MoveTo(x + right, y);
            corners.LineTo(x, y);
            corners.LineTo(x, y + down);
        }

        using var path = corners.Detach();
        canvas.DrawPath(path, pen);
    }

    // Where fewer than 16 regions survived, one stands several times in the sequence; its weights add up. Heaviest first.
    private static IEnumerable<(Box Box, float For, float Against)> Regions(IEnumerable<Evidence> evidence) =>
        evidence.GroupBy(item => item.Roi.Box)
            .Select(group => (group.Key, For: group.Sum(item => item.AttentionPos), Against: group.Sum(item => item.AttentionNeg)))
            .OrderByDescending(region => Math.Max(region.For, region.Against));

    private static SKRect Around(Box box, int scale, float distance) => SKRect.Inflate(OverlayPainter.Frame(box, scale), distance, distance);
}
