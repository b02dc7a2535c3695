using CovidGrpc.Dicom;

namespace CovidGrpc.Imaging;

/// <summary>
/// Reads a DICOM CT slice: stored values to HU by slope and intercept, HU to grey by the window. Padding becomes black,
/// as the lowest HU. MONOCHROME1 only asks viewers to invert the display; HU mean the same there (PS3.3 C.7.6.3.1.2 applies after
/// the modality transformation), so the values are not inverted and air stays dark for the network.
/// </summary>
internal static class CtSliceReader
{
    public static CtInstance Open(ReadOnlyMemory<byte> file, SliceReaderOptions options) =>
        Refusing(() => CtInstance.Open(DicomFile.Read(file, DicomReadLimits.Default with { MaxFileBytes = options.MaxFileBytes })));

    public static SourceImage Read(CtInstance instance, int? frame, SliceReaderOptions options, CancellationToken cancellation) => Refusing(() =>
    {
        cancellation.ThrowIfCancellationRequested();
        var index = frame ?? instance.RequireSingleFrame().Frames[0].Index;
        RequireSlice(instance, index, options);
        return Read(instance.Read(index, options.Decoder, cancellation), options);
    });

    private static T Refusing<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DicomException exception)
        {
            throw new UnreadableImageException(exception.Reason, exception.Message, exception);
        }
    }

    // Before anything is decoded.
    private static void RequireSlice(CtInstance instance, int frame, SliceReaderOptions options)
    {
        if (instance.Frames[frame].IsLocalizer)
            throw new UnreadableImageException(RefusalReasons.Localizer, "The image is a localizer (scout), not a slice.");
        ImageSizeCheck.Require(instance.Format.Rows, instance.Format.Columns, options);
    }

    private static SourceImage Read(CtImage image, SliceReaderOptions options)
    {
        var (rows, columns) = (image.Frame.Rows, image.Frame.Columns);
        var stored = new int[rows * columns];
        image.Frame.CopyStoredValues(stored);
        var pixels = new byte[stored.Length];
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = 0; i < stored.Length; i++)
        {
            if (image.IsPadding(stored[i]))
                continue;
            var hounsfield = image.ToHounsfield(stored[i]);
            lowest = Math.Min(lowest, hounsfield);
            highest = Math.Max(highest, hounsfield);
            pixels[i] = options.Window.ToGrey(hounsfield);
        }

        return new SourceImage
        {
            Pixels = pixels,
            Rows = rows,
            Columns = columns,
            Format = SourceFormat.Dicom,
            Window = options.Window,
            Spacing = image.Spacing,
            Position = image.Position,
            Orientation = image.Orientation,
            Warnings = [.. CtWarnings.Of(image, lowest, highest)],
        };
    }
}
