using SkiaSharp;

namespace CovidGrpc.Cli.Drawing;

/// <summary>
/// Text as strokes of a pen, so that pictures carry their words on machines without fonts and look the same on all of them.
/// Sizes are the height of upper case letters in pixels.
/// </summary>
internal static class StrokeFont
{
    /// <summary>From baseline to baseline, in sizes.</summary>
    public const float LineSpacing = 2;

    private const int Baseline = 2;
    private const int CapitalHeight = 6;
    private const int Gap = 2;
    private const int SpaceWidth = 2;
    private const float PenWidth = 0.8f;

    private static readonly Dictionary<char, SKPointI[][]> Glyphs = StrokeGlyphs.All.ToDictionary(glyph => glyph.Key, glyph => Parse(glyph.Value));
    private static readonly SKPointI[][] Missing = Parse(StrokeGlyphs.Missing);

    /// <summary>Width of one line of text in pixels.</summary>
    public static float Width(string text, float size) =>
        Math.Max(0, text.Sum(character => WidthOf(character) + Gap) - Gap) * size / CapitalHeight;

    /// <summary>Draws one line of text from the left end of its baseline.</summary>
    public static void Draw(SKCanvas canvas, string text, SKPoint start, float size, SKColor colour)
    {
        var unit = size / CapitalHeight;
        using var strokes = new SKPathBuilder();
        var x = start.X;
        foreach (var character in text)
        {
            if (character != ' ')
            {
                foreach (var line in GlyphOf(character))
                {
                    var points = Array.ConvertAll(line, point => new SKPoint(x + (point.X * unit), start.Y - ((point.Y - Baseline) * unit)));
                    strokes.MoveTo(points[0]);
                    // A dot is a line too short to be seen, with the pen's round ends.
                    strokes.LineTo(points.Length > 1 ? points[1] : points[0] + new SKPoint(0.01f, 0));
                    foreach (var point in points.Skip(2))
                    {
                        strokes.LineTo(point);
                    }
                }
            }

            x += (WidthOf(character) + Gap) * unit;
        }

        using var path = strokes.Detach();
        using var pen = new SKPaint
        {
            Style = SKPaintStyle.Stroke,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
            StrokeWidth = unit * PenWidth,
            Color = colour,
            IsAntialias = true,
        };
        canvas.DrawPath(path, pen);
    }

    /// <summary>Breaks text into lines of at most <paramref name="width"/> pixels, between words; a longer word has a line of its own.</summary>
    public static IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        var lines = new List<string>();
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (lines.Count > 0 && Width($"{lines[^1]} {word}", size) <= width)
            {
                lines[^1] += $" {word}";
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines;
    }

    private static int WidthOf(char character) => character == ' ' ? SpaceWidth : GlyphOf(character).Max(line => line.Max(point => point.X));

    private static SKPointI[][] GlyphOf(char character) => Glyphs.GetValueOrDefault(character, Missing);

    private static SKPointI[][] Parse(string glyph) =>
        [.. glyph.Split('|').Select(line => line.Split(' ').Select(point => new SKPointI(point[0] - '0', point[1] - '0')).ToArray())];
}
