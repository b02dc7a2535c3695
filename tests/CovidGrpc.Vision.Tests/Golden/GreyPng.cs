using SkiaSharp;

namespace CovidGrpc.Vision.Tests.Golden;

/// <summary>8-bit grey PNG files as slices in their own pixels.</summary>
internal static class GreyPng
{
    public static SliceInput Read(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        Assert.Equal(SKColorType.Gray8, bitmap.ColorType);
        var pixels = Enumerable.Range(0, bitmap.Height)
            .SelectMany(y => bitmap.GetPixelSpan().Slice(y * bitmap.RowBytes, bitmap.Width).ToArray()).ToArray();
        return new(pixels, bitmap.Height, bitmap.Width, bitmap.Height, bitmap.Width);
    }
}
