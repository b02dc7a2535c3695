using SkiaSharp;

namespace CovidGrpc.Reports.Cases;

/// <summary>Draws a case: the truth on the left, what was found on the right, each over the slice.</summary>
internal static class CasePainter
{
    private const int Gap = 8;
    private const byte TintAlpha = 80;
    private const byte RimAlpha = 220;

    /// <summary>The picture as PNG, twice the slice's width and a gap.</summary>
    public static byte[] Draw(CasePicture picture)
    {
        using var bitmap = new SKBitmap(new SKImageInfo((2 * picture.Columns) + Gap, picture.Rows, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.White);
        DrawSlice(canvas, picture, picture.Truth.Span, left: 0);
        DrawSlice(canvas, picture, picture.Found.Span, picture.Columns + Gap);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void DrawSlice(SKCanvas canvas, CasePicture picture, ReadOnlySpan<byte> tissues, int left)
    {
        using var grey = SKImage.FromPixelCopy(new SKImageInfo(picture.Columns, picture.Rows, SKColorType.Gray8, SKAlphaType.Opaque), picture.Pixels.Span);
        canvas.DrawImage(grey, left, 0, SKSamplingOptions.Default);
        if (tissues.IsEmpty)
            return;
        var colours = new SKColor[tissues.Length];
        for (var i = 0; i < tissues.Length; i++)
        {
            if (tissues[i] != 0)
                colours[i] = TissueColours.Of(tissues[i]).WithAlpha(IsRim(tissues, i, picture.Columns) ? RimAlpha : TintAlpha);
        }

        using var layer = new SKBitmap(new SKImageInfo(picture.Columns, picture.Rows, SKColorType.Rgba8888, SKAlphaType.Unpremul)) { Pixels = colours };
        canvas.DrawBitmap(layer, left, 0, SKSamplingOptions.Default);
    }

    private static bool IsRim(ReadOnlySpan<byte> tissues, int at, int columns)
    {
        var column = at % columns;
        return column == 0 || column == columns - 1 || at < columns || at >= tissues.Length - columns
            || tissues[at - 1] != tissues[at] || tissues[at + 1] != tissues[at] || tissues[at - columns] != tissues[at] || tissues[at + columns] != tissues[at];
    }
}
