using BitMiracle.LibTiff.Classic;
using SkiaSharp;

namespace CovidGrpc.Imaging.Tests;

/// <summary>Picture files for tests.</summary>
internal static class Pictures
{
    /// <summary>Rows × columns grey values with structure and noise-like texture.</summary>
    public static byte[] Grey(int rows, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => (byte)((i % columns * 3) ^ (i / columns * 5)))];

    public static byte[] GreyPng(byte[] grey, int rows, int columns)
    {
        using var stream = new MemoryStream();
        PngImage.WriteGrey8(stream, grey, rows, columns);
        return stream.ToArray();
    }

    /// <summary>Encodes pixels in R, G, B, A order.</summary>
    public static byte[] Encode(int rows, int columns, SKEncodedImageFormat format, Func<int, (byte R, byte G, byte B, byte A)> pixel)
    {
        var rgba = new byte[rows * columns * 4];
        for (var i = 0; i < rows * columns; i++)
            (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2], rgba[(4 * i) + 3]) = pixel(i);
        var info = new SKImageInfo(columns, rows, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        using var image = SKImage.FromPixelCopy(info, rgba);
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    public static byte[] Tiff(int rows, int columns, Compression compression, Photometric photometric, int bits, int samples, byte[] data, int pages = 1)
    {
        using var stream = new MemoryStream();
        using (var tiff = BitMiracle.LibTiff.Classic.Tiff.ClientOpen("test", "w", stream, new TiffStream()))
        {
            for (var page = 0; page < pages; page++)
            {
                tiff.SetField(TiffTag.IMAGEWIDTH, columns);
                tiff.SetField(TiffTag.IMAGELENGTH, rows);
                tiff.SetField(TiffTag.BITSPERSAMPLE, bits);
                tiff.SetField(TiffTag.SAMPLESPERPIXEL, samples);
                tiff.SetField(TiffTag.PHOTOMETRIC, photometric);
                tiff.SetField(TiffTag.COMPRESSION, compression);
                tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
                tiff.SetField(TiffTag.ROWSPERSTRIP, 16);
                var stride = columns * samples * bits / 8;
                var line = new byte[stride];
                for (var row = 0; row < rows; row++)
                {
                    data.AsSpan(row * stride, stride).CopyTo(line);
                    tiff.WriteScanline(line, row);
                }

                tiff.WriteDirectory();
            }

            return stream.ToArray();
        }
    }
}
