namespace CovidGrpc.Vision.Input;

/// <summary>How an image is brought to the size that the network reads.</summary>
/// <param name="Original">The image as given.</param>
/// <param name="Scale">Factor of both axes.</param>
/// <param name="Resized">After scaling. Boxes live in these pixels and are clipped to them.</param>
/// <param name="Padded">After padding with zeros at right and bottom.</param>
internal sealed record ImageGeometry(ImageSize Original, double Scale, ImageSize Resized, ImageSize Padded)
{
    /// <summary>The network's image side.</summary>
    internal const int Side = 512;

    private const int Multiple = 32;

    /// <summary>
    /// Geometry of torchvision's GeneralizedRCNNTransform: the shorter side becomes <paramref name="shortest"/>, or the longer one
    /// <paramref name="longest"/> where it would be longer; then both are padded to multiples of 32.
    /// </summary>
    internal static ImageGeometry Of(ImageSize original, int shortest = Side, int longest = Side)
    {
        var (shorter, longer) = (Math.Min(original.Height, original.Width), Math.Max(original.Height, original.Width));
        var scale = (double)shortest / shorter;
        if (longer * scale > longest)
            scale = (double)longest / longer;
        var resized = Scaled(original, scale);
        return new(original, scale, resized, new(RoundUp(resized.Height), RoundUp(resized.Width)));
    }

    /// <summary>The image as it is, or scaled down until its longer side is <paramref name="longest"/>.</summary>
    internal static ImageGeometry AtMost(ImageSize original, int longest)
    {
        var scale = Math.Min(1, (double)longest / Math.Max(original.Height, original.Width));
        var resized = Scaled(original, scale);
        return new(original, scale, resized, resized);
    }

    /// <summary>Cells per pixel of a feature map of that many rows: the power of two that is nearest.</summary>
    internal double CellsPerPixel(long rows)
    {
        return Math.Pow(2, Math.Round(Math.Log2((double)rows / Resized.Height)));
    }

    private static ImageSize Scaled(ImageSize original, double scale)
    {
        return new((long)Math.Floor(original.Height * scale), (long)Math.Floor(original.Width * scale));
    }

    private static long RoundUp(long length)
    {
        return (length + Multiple - 1) / Multiple * Multiple;
    }
}
