using CovidGrpc.Imaging;
using SkiaSharp;

namespace CovidGrpc.Training.Tests.Data;

/// <summary>Small pictures in files.</summary>
internal static class Pictures
{
    public const int Rows = 64;
    public const int Columns = 80;

    /// <summary>A grey PNG whose values come from row and column; folders are made.</summary>
    public static string Write(string path, Func<int, int, int> valueOf, int rows = Rows, int columns = Columns)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        PngImage.WriteGrey8(file, Values(valueOf, rows, columns), rows, columns);
        return path;
    }

    /// <summary>An image with a little of everything, no two with the same <paramref name="shade"/> alike.</summary>
    public static string WriteImage(string path, int shade = 0) => Write(path, (row, column) => (row + 2 * column + shade) % 256);

    public static void WriteJpeg(string path, Func<int, int, int> valueOf)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(new SKImageInfo(Columns, Rows, SKColorType.Gray8, SKAlphaType.Opaque));
        Values(valueOf, Rows, Columns).CopyTo(bitmap.GetPixelSpan());
        using var file = File.Create(path);
        bitmap.Encode(file, SKEncodedImageFormat.Jpeg, 95);
    }

    public static byte[] Values(Func<int, int, int> valueOf, int rows = Rows, int columns = Columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => (byte)valueOf(i / columns, i % columns))];

    /// <summary>The values of a grey picture as another reader than ours takes them.</summary>
    public static (byte[] Values, int Rows, int Columns) Read(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        Assert.Equal(SKColorType.Gray8, bitmap.ColorType);
        var values = new byte[bitmap.Width * bitmap.Height];
        for (var row = 0; row < bitmap.Height; row++)
            bitmap.GetPixelSpan().Slice(row * bitmap.RowBytes, bitmap.Width).CopyTo(values.AsSpan(row * bitmap.Width));
        return (values, bitmap.Height, bitmap.Width);
    }
}
