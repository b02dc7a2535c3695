namespace CovidGrpc.Imaging;

/// <summary>Turns decoded colour values of a picture into grey, and refuses what is no grey picture.</summary>
internal static class GreyPicture
{
    // JPEG leaves channels of a grey picture within a few levels of each other; a tint or a photograph goes far beyond.
    private const int GreyTolerance = 16;
    private const double MaxColouredShare = 0.01;
    private const int MinContrast = 32;

    public static ImageWarning ReducedTo8Bits { get; } = new(
        WarningCodes.ReducedTo8Bits, "The picture has 16 bits per pixel: the upper 8 were taken, with no known HU scale.");

    /// <summary>Grey values of pixels R, G, B, A by the weights of ITU-R BT.601, which leave equal channels as they are.</summary>
    /// <param name="rgba">Pixels × 4 bytes, alpha not premultiplied.</param>
    /// <param name="warnings">Receives what is unusual.</param>
    public static byte[] FromRgba(ReadOnlySpan<byte> rgba, ICollection<ImageWarning> warnings)
    {
        var grey = new byte[rgba.Length / 4];
        var coloured = 0;
        for (var i = 0; i < grey.Length; i++)
        {
            var (red, green, blue, alpha) = (rgba[4 * i], rgba[(4 * i) + 1], rgba[(4 * i) + 2], rgba[(4 * i) + 3]);
            if (alpha != byte.MaxValue)
            {
                throw new UnreadableImageException(
                    RefusalReasons.Transparent, "The picture is partly transparent: save it without an alpha channel.");
            }

            if (Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue)) > GreyTolerance)
                coloured++;
            grey[i] = (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16);
        }

        if (coloured > MaxColouredShare * grey.Length)
            throw new UnreadableImageException(RefusalReasons.Colour, "The picture is in colour: a CT slice is grey.");
        if (coloured > 0)
            warnings.Add(new ImageWarning(WarningCodes.ColouredMarks, "The picture holds a few coloured pixels, perhaps marks drawn into it."));
        return grey;
    }

    /// <summary>The picture with the warnings that every picture file has in common.</summary>
    public static SourceImage Finish(byte[] grey, int rows, int columns, SourceFormat format, List<ImageWarning> warnings)
    {
        warnings.Insert(0, new ImageWarning(
            WarningCodes.NoHounsfieldScale, "A picture holds no HU and no spacing: grey values were taken as stored; DICOM is preferable."));
        if (grey.Max() - grey.Min() < MinContrast)
            warnings.Add(new ImageWarning(WarningCodes.LowContrast, "The picture uses few grey levels: it was perhaps exported with the wrong range."));
        return new SourceImage { Pixels = grey, Rows = rows, Columns = columns, Format = format, Warnings = warnings };
    }
}
