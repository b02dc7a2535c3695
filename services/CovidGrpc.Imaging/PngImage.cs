using SkiaSharp;

namespace CovidGrpc.Imaging;

/// <summary>Writes PNG.</summary>
public static class PngImage
{
    /// <summary>Writes an 8-bit grey picture, without loss.</summary>
    /// <param name="output">Receives the file.</param>
    /// <param name="pixels">Rows × columns grey values, row by row.</param>
    /// <param name="rows">Rows, positive.</param>
    /// <param name="columns">Columns, positive.</param>
    /// <exception cref="ArgumentException">The number of pixels is not rows × columns.</exception>
    public static void WriteGrey8(Stream output, ReadOnlySpan<byte> pixels, int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        if (pixels.Length != (long)rows * columns)
            throw new ArgumentException("The number of pixels is not rows × columns.", nameof(pixels));
        using var data = SKData.CreateCopy(pixels);
        using var pixmap = new SKPixmap(new SKImageInfo(columns, rows, SKColorType.Gray8, SKAlphaType.Opaque), data.Data, columns);
        if (!pixmap.Encode(output, SKPngEncoderOptions.Default))
            throw new IOException("The picture could not be written.");
    }
}
