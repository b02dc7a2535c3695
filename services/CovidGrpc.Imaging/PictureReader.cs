using SkiaSharp;

namespace CovidGrpc.Imaging;

/// <summary>
/// Reads PNG and JPEG without colour management or gamma: values as stored. Of 16-bit PNG the upper 8 bits are taken,
/// with a warning, since nothing says which range of HU they hold.
/// </summary>
internal static class PictureReader
{
    private const int PngBitDepthOffset = 24;

    public static SourceImage Read(ReadOnlyMemory<byte> file, SourceFormat format, SliceReaderOptions options)
    {
        if (!IsComplete(file.Span, format))
            throw Damaged(format);
        using var data = SKData.CreateCopy(file.Span);
        using var codec = SKCodec.Create(data) ?? throw Damaged(format);
        var (rows, columns) = (codec.Info.Height, codec.Info.Width);
        ImageSizeCheck.Require(rows, columns, options);

        var warnings = new List<ImageWarning>();
        if (format == SourceFormat.Png && file.Span[PngBitDepthOffset] == 16)
            warnings.Add(GreyPicture.ReducedTo8Bits);
        var grey = codec.Info.ColorType == SKColorType.Gray8
            ? Decode(codec, format, SKColorType.Gray8, SKAlphaType.Opaque)
            : GreyPicture.FromRgba(Decode(codec, format, SKColorType.Rgba8888, SKAlphaType.Unpremul), warnings);
        return GreyPicture.Finish(grey, rows, columns, format, warnings);
    }

    private static byte[] Decode(SKCodec codec, SourceFormat format, SKColorType colour, SKAlphaType alpha)
    {
        // Without a colour space in the destination Skia converts nothing.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, colour, alpha, colorspace: null);
        var result = codec.GetPixels(info, out var pixels);
        return result == SKCodecResult.Success && pixels.Length == info.BytesSize ? pixels : throw Damaged(format);
    }

    // A progressive JPEG without its last scans decodes to a blurred picture and no error; only the end marker tells.
    private static bool IsComplete(ReadOnlySpan<byte> file, SourceFormat format)
    {
        if (format == SourceFormat.Png)
            return file.LastIndexOf("IEND"u8) >= 0;
        ReadOnlySpan<byte> startOfScan = [0xFF, 0xDA];
        ReadOnlySpan<byte> endOfImage = [0xFF, 0xD9];
        var lastScan = file.LastIndexOf(startOfScan);
        return lastScan >= 0 && file[lastScan..].IndexOf(endOfImage) >= 0;
    }

    private static UnreadableImageException Damaged(SourceFormat format) => new(
        RefusalReasons.Damaged, $"The {(format == SourceFormat.Png ? "PNG" : "JPEG")} picture is cut off or damaged.");
}
