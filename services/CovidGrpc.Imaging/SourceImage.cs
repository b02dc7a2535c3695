using CovidGrpc.Dicom;

namespace CovidGrpc.Imaging;

/// <summary>An image at its own size, as 8-bit grey; what findings are drawn on.</summary>
public sealed record SourceImage
{
    /// <summary>Grey values, row by row: Rows × Columns bytes, windowed when the file is in HU.</summary>
    public required ReadOnlyMemory<byte> Pixels { get; init; }

    /// <summary>Rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Columns.</summary>
    public required int Columns { get; init; }

    /// <summary>Format of the file.</summary>
    public required SourceFormat Format { get; init; }

    /// <summary>The window that was applied; null for a picture, whose grey values are as stored.</summary>
    public Window? Window { get; init; }

    /// <summary>Distance between pixel centres, mm; null when unknown.</summary>
    public PixelSpacing? Spacing { get; init; }

    /// <summary>Centre of the first pixel in the patient, mm; null when unknown.</summary>
    public PatientVector? Position { get; init; }

    /// <summary>Directions of rows and columns in the patient; null when unknown.</summary>
    public ImageOrientation? Orientation { get; init; }

    /// <summary>What is unusual about the image; empty for an ordinary axial slice.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; init; } = [];

    /// <summary>Reads a file in any format that is supported: DICOM CT, PNG, JPEG or TIFF.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Window and limits.</param>
    /// <param name="cancellation">Stops between the steps.</param>
    /// <exception cref="UnreadableImageException">The file cannot be taken as a CT slice.</exception>
    /// <exception cref="ArgumentException">The window is not valid.</exception>
    public static SourceImage Read(ReadOnlyMemory<byte> file, SliceReaderOptions options, CancellationToken cancellation = default)
    {
        if (!options.Window.IsValid)
            throw new ArgumentException("The window needs a finite centre and a positive width.", nameof(options));
        if (file.IsEmpty)
            throw new UnreadableImageException(RefusalReasons.Empty, "The file is empty.");
        if (file.Length > options.MaxFileBytes)
            throw new UnreadableImageException(RefusalReasons.TooLarge, $"The file is larger than {options.MaxFileBytes >> 20} MiB.");

        cancellation.ThrowIfCancellationRequested();
        var image = FileSignature.Recognise(file.Span) switch
        {
            SourceFormat.Dicom => CtSliceReader.Read(file, options, cancellation),
            SourceFormat.Tiff => TiffReader.Read(file, options),
            SourceFormat.Png => PictureReader.Read(file, SourceFormat.Png, options),
            SourceFormat.Jpeg => PictureReader.Read(file, SourceFormat.Jpeg, options),
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
