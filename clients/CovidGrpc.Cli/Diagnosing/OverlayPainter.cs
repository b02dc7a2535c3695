using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using SkiaSharp;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>
/// Draws a diagnosis on its slice: masks filled by tissue, boxes of findings with label and score, the regions that were read with
/// a frame as strong as their attention (orange: for a class, blue: against), and what all of it means below.
/// </summary>
internal static class OverlayPainter
{
    private const int SmallestSide = 900;
    private const int LineHeight = 24;
    private const byte MaskAlpha = 90;
    private const float StrongestFrame = 7;

    private static readonly SKColor For = new(255, 150, 30);
    private static readonly SKColor Against = new(70, 140, 255);

    /// <summary>Writes the picture as PNG.</summary>
    /// <param name="source">The slice at its own size.</param>
    /// <param name="diagnosis">Its diagnosis, in source pixels.</param>
    /// <param name="output">Where the PNG goes.</param>
    public static void Paint(SourceImage source, DiagnoseResponse diagnosis, Stream output)
    {
        var scale = Math.Max(1, (int)Math.Ceiling((double)SmallestSide / Math.Max(source.Rows, source.Columns)));
        var legend = Legend(diagnosis);
        var (width, height) = (source.Columns * scale, source.Rows * scale);
        using var bitmap = new SKBitmap(new SKImageInfo(width, height + ((legend.Count + 1) * LineHeight), SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        using var font = new SKFont(SKTypeface.Default, 15);
        canvas.Clear(SKColors.Black);
        using (var slice = Grey(source, diagnosis.Findings))
        {
            canvas.DrawBitmap(slice, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Nearest));
        }

        foreach (var evidence in diagnosis.Evidence)
        {
            DrawFrame(canvas, evidence.Roi.Box, scale, For, evidence.AttentionPos, inset: 0);
            DrawFrame(canvas, evidence.Roi.Box, scale, Against, evidence.AttentionNeg, inset: 1.5f);
        }

        foreach (var finding in diagnosis.Findings)
        {
            DrawFinding(canvas, font, finding, scale);
        }

        for (var i = 0; i < legend.Count; i++)
        {
            using var paint = new SKPaint { Color = legend[i].Color, IsAntialias = true };
            canvas.DrawText(legend[i].Text, 10, height + ((i + 1) * LineHeight), SKTextAlign.Left, font, paint);
        }

        bitmap.Encode(output, SKEncodedImageFormat.Png, 100);
    }

    private static SKBitmap Grey(SourceImage source, IEnumerable<Finding> findings)
    {
        var colours = new SKColor[source.Rows * source.Columns];
        var grey = source.Pixels.Span;
        for (var i = 0; i < colours.Length; i++)
        {
            colours[i] = new SKColor(grey[i], grey[i], grey[i]);
        }

        // The best score is drawn last, on top.
        foreach (var finding in findings.Reverse().Where(finding => finding.Mask.Rows == source.Rows && finding.Mask.Columns == source.Columns))
        {
            var mask = CocoRunLengths.Decode(finding.Mask);
            var tint = ColourOf(finding.Tissue);
            for (var i = 0; i < mask.Length; i++)
            {
                if (mask[i])
                {
                    colours[i] = Blend(colours[i], tint);
                }
            }
        }

        return new SKBitmap(source.Columns, source.Rows, SKColorType.Rgba8888, SKAlphaType.Opaque) { Pixels = colours };
    }

    private static SKColor Blend(SKColor below, SKColor above)
    {
        return new SKColor(Mix(below.Red, above.Red), Mix(below.Green, above.Green), Mix(below.Blue, above.Blue));

        static byte Mix(byte below, byte above) => (byte)(((below * (255 - MaskAlpha)) + (above * MaskAlpha)) / 255);
    }

    private static void DrawFrame(SKCanvas canvas, Box box, int scale, SKColor colour, float attention, float inset)
    {
        using var paint = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            IsAntialias = true,
            StrokeWidth = 1 + (StrongestFrame * attention),
            Color = colour.WithAlpha((byte)Math.Clamp(40 + (attention * 400), 0, 255)),
        };
        var frame = Rectangle(box, scale);
        frame.Inflate(-inset, -inset);
        canvas.DrawRect(frame, paint);
    }

    private static void DrawFinding(SKCanvas canvas, SKFont font, Finding finding, int scale)
    {
        using var line = new SKPaint { Style = SKPaintStyle.Stroke, IsAntialias = true, StrokeWidth = 1.5f, Color = ColourOf(finding.Tissue) };
        using var ink = new SKPaint { IsAntialias = true, Color = ColourOf(finding.Tissue) };
        var frame = Rectangle(finding.Box, scale);
        canvas.DrawRect(frame, line);
        canvas.DrawText($"{finding.Tissue.Text()} {finding.Score:F2}", frame.Left, Math.Max(font.Size, frame.Top - 4), SKTextAlign.Left, font, ink);
    }

    private static SKRect Rectangle(Box box, int scale) => new(box.XMin * scale, box.YMin * scale, box.XMax * scale, box.YMax * scale);

    private static List<(string Text, SKColor Color)> Legend(DiagnoseResponse diagnosis)
    {
        var lines = new List<(string, SKColor)>();
        lines.Add(diagnosis.Classification is { } c
            ? (string.Join("   ", Names.Classes.Select((name, i) => $"{(name == c.DiagnosisClass ? "▶ " : "")}{name.Text()} {c.Probabilities[i]:P0}")), SKColors.White)
            : ("no diagnosis", SKColors.White));
        lines.AddRange(diagnosis.Findings.Select(finding => finding.Tissue).Distinct().Select(tissue => ($"■ {tissue.Text()}", ColourOf(tissue))));
        if (diagnosis.Evidence.Count > 0)
        {
            lines.Add(("□ attention for a class", For));
            lines.Add(("□ attention against a class", Against));
        }

        lines.AddRange(diagnosis.Warnings.Select(warning => ($"! {warning.Message}", SKColors.Yellow)));
        lines.Add((diagnosis.Notice, SKColors.LightGray));
        return lines;
    }

    private static SKColor ColourOf(Tissue tissue) => tissue switch
    {
        Tissue.Lung => new SKColor(80, 200, 120),
        Tissue.GroundGlassOpacity => new SKColor(255, 225, 80),
        Tissue.Consolidation => new SKColor(235, 70, 90),
        _ => SKColors.White,
    };
}
