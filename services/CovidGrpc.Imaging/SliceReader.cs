namespace CovidGrpc.Imaging;

/// <summary>Any image in, a slice of 512 × 512 out.</summary>
public static class SliceReader
{
    /// <summary>Reads a file and resizes it to a slice.</summary>
    /// <param name="file">The whole file: DICOM CT, PNG, JPEG or TIFF.</param>
    /// <param name="options">Window and limits.</param>
    /// <param name="cancellation">Stops between the steps.</param>
    /// <exception cref="UnreadableImageException">The file cannot be taken as a CT slice.</exception>
    /// <exception cref="ArgumentException">The window is not valid.</exception>
    public static SliceImage Read(ReadOnlyMemory<byte> file, SliceReaderOptions options, CancellationToken cancellation = default) =>
        SliceImage.From(SourceImage.Read(file, options, cancellation));
}
