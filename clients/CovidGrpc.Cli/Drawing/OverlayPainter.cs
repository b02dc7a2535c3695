using System.Globalization;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>
/// Draws a diagnosis on its slice: masks filled by tissue, boxes of findings with label and score, the regions that were read with
/// corners as strong as their attention (orange: for a class, blue: against), and what all of it means below.
/// </summary>
internal static class OverlayPainter
{
    private const int SmallestSide = 900;
    private const int NarrowestLegend = 600;

    // The overlay's measure: lines and letters grow with the picture.
    private const float UnitsPerSide = 1000;

    /// <summary>Pixels of the picture for each source pixel: the least whole number that makes the longer side 900.</summary>
    public static int ScaleOf(int rows, int columns) => Math.Max(1, (int)Math.Ceiling((double)SmallestSide / Math.Max(rows, columns)));

    /// <summary>Writes the picture as PNG: the slice times <see cref="ScaleOf"/>, the legend below.</summary>
    /// <param name="source">The slice at its own size.</param>
    /// <param name="diagnosis">Its diagnosis, in source pixels.</param>
    /// <param name="output">Where the PNG goes.</param>
    public static void Paint(SourceImage source, DiagnoseResponse diagnosis, Stream output)
    {
        var scale = ScaleOf(source.Rows, source.Columns);
        var slice = SKRect.Create(source.Columns * scale, source.Rows * scale);
        var unit = Math.Max(slice.Width, slice.Height) / UnitsPerSide;
        var width = Math.Max(slice.Width, NarrowestLegend * unit);
        var legend = new Legend(diagnosis, width, unit);

        using var bitmap = new SKBitmap(new SKImageInfo((int)width, (int)Math.Ceiling(slice.Height + legend.Height), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(Palette.LegendBackground);
        legend.Draw(canvas, slice.Bottom);
        canvas.ClipRect(slice);
        DrawSlice(canvas, source, slice);
        DrawMasks(canvas, source, diagnosis, slice);
        DrawFindings(canvas, diagnosis, scale, unit, new LabelPlates(canvas, slice, unit));
        bitmap.Encode(output, SKEncodedImageFormat.Png, 100);
    }

    /// <summary>A box of source pixels in the picture.</summary>
    public static SKRect Frame(Box box, int scale) => new(box.XMin * scale, box.YMin * scale, box.XMax * scale, box.YMax * scale);

    private static void DrawSlice(SKCanvas canvas, SourceImage source, SKRect place)
    {
        using var grey = SKImage.FromPixelCopy(new SKImageInfo(source.Columns, source.Rows, SKColorType.Gray8, SKAlphaType.Opaque), source.Pixels.Span);
        canvas.DrawImage(grey, place, new SKSamplingOptions(SKCubicResampler.Mitchell));
    }

    private static void DrawMasks(SKCanvas canvas, SourceImage source, DiagnoseResponse diagnosis, SKRect place)
    {
        using var masks = MaskLayer.Create(source.Rows, source.Columns, diagnosis.Findings);
        canvas.DrawBitmap(masks, place, new SKSamplingOptions(SKFilterMode.Nearest));
    }

    private static void DrawFindings(SKCanvas canvas, DiagnoseResponse diagnosis, int scale, float unit, LabelPlates labels)
    {
        foreach (var finding in diagnosis.Findings)
        {
            using var pen = new SKPaint { Style = SKPaintStyle.Stroke, IsAntialias = true, StrokeWidth = 1.5f * unit, Color = Palette.Of(finding.Tissue) };
            canvas.DrawRect(Frame(finding.Box, scale), pen);
            labels.Avoid(Frame(finding.Box, scale));
        }

        AttentionFrames.Draw(canvas, diagnosis.Evidence, scale, unit, labels);

        foreach (var finding in diagnosis.Findings)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{finding.Tissue.Text()} {finding.Score:F2}");
            labels.Draw(text, Frame(finding.Box, scale), 9 * unit, Palette.Of(finding.Tissue));
        }

        AttentionFrames.Tell(diagnosis.Evidence, scale, unit, labels);
    }
}
