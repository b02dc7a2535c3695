using CovidGrpc.Dicom;

namespace CovidGrpc.Imaging;

/// <summary>A file whose images are read one by one; its header is parsed once, when the first is asked for. For one thread at a time.</summary>
public sealed class SourceFile
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly SliceReaderOptions _options;
    private CtInstance? _instance;

    /// <summary>A file, of which nothing is read yet.</summary>
    /// <param name="file">The whole file, unchanged as long as this object is in use.</param>
    /// <param name="options">Window and limits.</param>
    /// <exception cref="ArgumentException">The window is not valid.</exception>
    public SourceFile(ReadOnlyMemory<byte> file, SliceReaderOptions options)
    {
        if (!options.Window.IsValid)
            throw new ArgumentException("The window needs a finite centre and a positive width.", nameof(options));
        (_file, _options) = (file, options);
    }

    /// <summary>Reads an image.</summary>
    /// <param name="frame">Its number in a DICOM object, from 0; null where the file has to hold one image.</param>
    /// <param name="cancellation">Stops between the steps.</param>
    /// <exception cref="UnreadableImageException">The file cannot be taken as a CT slice.</exception>
    public SourceImage Read(int? frame = null, CancellationToken cancellation = default)
    {
        if (_file.IsEmpty)
            throw new UnreadableImageException(RefusalReasons.Empty, "The file is empty.");
        if (_file.Length > _options.MaxFileBytes)
            throw new UnreadableImageException(RefusalReasons.TooLarge, $"The file is larger than {_options.MaxFileBytes >> 20} MiB.");

        cancellation.ThrowIfCancellationRequested();
        var image = FileSignature.Recognise(_file.Span) switch
        {
            SourceFormat.Dicom => CtSliceReader.Read(_instance ??= CtSliceReader.Open(_file, _options), frame, _options, cancellation),
            SourceFormat.Tiff => TiffReader.Read(_file, _options),
            SourceFormat.Png => PictureReader.Read(_file, SourceFormat.Png, _options),
            SourceFormat.Jpeg => PictureReader.Read(_file, SourceFormat.Jpeg, _options),
            _ => throw new UnreadableImageException(
                RefusalReasons.UnknownFormat, "The file is neither DICOM nor PNG, JPEG or TIFF."),
        };
        cancellation.ThrowIfCancellationRequested();
        return image with { Warnings = [.. image.Warnings, .. SizeWarnings(image)] };
    }

    private static IEnumerable<ImageWarning> SizeWarnings(SourceImage image)
    {
        if (image.Rows != image.Columns)
        {
            yield return new ImageWarning(
                WarningCodes.NotSquare, $"The image is {image.Columns} × {image.Rows}: its proportions change when it is resized to a square.");
        }

        if (Math.Min(image.Rows, image.Columns) < SliceImage.Side / 2)
            yield return new ImageWarning(WarningCodes.LowResolution, $"The image is {image.Columns} × {image.Rows}: small lesions are lost.");
    }
}
