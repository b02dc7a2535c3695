namespace CovidGrpc.Imaging;

/// <summary>Holds announced dimensions against the limits, before pixels are decoded.</summary>
internal static class ImageSizeCheck
{
    public static void Require(int rows, int columns, SliceReaderOptions options)
    {
        if (rows < options.MinSide || columns < options.MinSide)
        {
            throw new UnreadableImageException(
                RefusalReasons.TooSmall, $"The image has {columns} × {rows} pixels: a CT slice has at least {options.MinSide} × {options.MinSide}.");
        }

        if (rows > options.MaxSide || columns > options.MaxSide || (long)rows * columns > options.MaxPixels)
        {
            throw new UnreadableImageException(
                RefusalReasons.TooLarge,
                $"The image has {columns} × {rows} pixels: at most {options.MaxSide} per side and {options.MaxPixels} in all are read.");
        }
    }
}
