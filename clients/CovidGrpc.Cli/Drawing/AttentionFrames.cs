using System.Globalization;
using CovidGrpc.Contracts.V1;
using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>The regions that the classification read, as corners around them: the heavier the weight, the stronger the line.</summary>
internal static class AttentionFrames
{
    /// <summary>Weights from here on are told as a number.</summary>
    private const float Notable = 0.1f;

    private const float ForDistance = 3;
    private const float AgainstDistance = 8;

    /// <summary>Draws corners for every region, with the weights of one that stands several times in the sequence added up.</summary>
    /// <param name="canvas">Where they are drawn.</param>
    /// <param name="evidence">The regions, in source pixels.</param>
    /// <param name="scale">Pixels for each source pixel.</param>
    /// <param name="unit">One step of the overlay's measure in pixels.</param>
    /// <param name="labels">Takes the numbers.</param>
    public static void Draw(SKCanvas canvas, IEnumerable<Evidence> evidence, int scale, float unit, LabelPlates labels)
    {
        var regions = evidence.GroupBy(item => item.Roi.Box)
            .Select(group => (group.Key, For: group.Sum(item => item.AttentionPos), Against: group.Sum(item => item.AttentionNeg)))
            .OrderBy(region => Math.Max(region.For, region.Against))
            .ToList();
        foreach (var (box, weightFor, weightAgainst) in regions)
        {
            DrawCorners(canvas, Around(box, scale, AgainstDistance * unit), weightAgainst, Palette.Against, unit);
            DrawCorners(canvas, Around(box, scale, ForDistance * unit), weightFor, Palette.For, unit);
        }

        foreach (var (box, weightFor, weightAgainst) in Enumerable.Reverse(regions))
        {
            Tell(weightFor, Palette.For, box);
            Tell(weightAgainst, Palette.Against, box);
        }

        void Tell(float weight, SKColor colour, Box box)
        {
            if (weight >= Notable)
            {
                labels.Draw(weight.ToString("P0", CultureInfo.InvariantCulture), Around(box, scale, AgainstDistance * unit), 8 * unit, colour);
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
            Color = colour.WithAlpha((byte)Math.Clamp(90 + (weight * 1000), 0, 255)),
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

    private static SKRect Around(Box box, int scale, float distance) => SKRect.Inflate(OverlayPainter.Frame(box, scale), distance, distance);
}
