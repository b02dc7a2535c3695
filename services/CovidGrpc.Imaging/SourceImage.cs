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

    /// <summary>Reads a file that holds one image, in any format that is supported: DICOM CT, PNG, JPEG or TIFF.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">Window and limits.</param>
    /// <param name="cancellation">Stops between the steps.</param>
    /// <exception cref="UnreadableImageException">The file cannot be taken as a CT slice.</exception>
    /// <exception cref="ArgumentException">The window is not valid.</exception>
    public static SourceImage Read(ReadOnlyMemory<byte> file, SliceReaderOptions options, CancellationToken cancellation = default) =>
        new SourceFile(file, options).Read(cancellation: cancellation);
}
