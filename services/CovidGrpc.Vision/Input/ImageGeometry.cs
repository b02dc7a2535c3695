namespace CovidGrpc.Vision.Input;

/// <summary>How an image is brought to the size that the network reads.</summary>
/// <param name="Original">The image as given.</param>
/// <param name="Scale">Factor of both axes.</param>
/// <param name="Resized">After scaling: the longer side is the target. Boxes live in these pixels and are clipped to them.</param>
/// <param name="Padded">After padding with zeros at right and bottom to multiples of 32.</param>
internal sealed record ImageGeometry(ImageSize Original, double Scale, ImageSize Resized, ImageSize Padded)
{
    /// <summary>The network's image side.</summary>
    internal const int Side = 512;

    private const int Multiple = 32;

    /// <summary>Geometry of torchvision's GeneralizedRCNNTransform with equal smallest and largest side.</summary>
    internal static ImageGeometry Of(ImageSize original, int side = Side)
    {
        var (shorter, longer) = (Math.Min(original.Height, original.Width), Math.Max(original.Height, original.Width));
        var scale = (double)side / shorter;
        if (longer * scale > side)
            scale = (double)side / longer;
        var resized = new ImageSize((long)Math.Floor(original.Height * scale), (long)Math.Floor(original.Width * scale));
        return new(original, scale, resized, new(RoundUp(resized.Height), RoundUp(resized.Width)));
    }

    private static long RoundUp(long length)
    {
        return (length + Multiple - 1) / Multiple * Multiple;
    }
}
