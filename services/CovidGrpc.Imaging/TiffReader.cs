using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace CovidGrpc.Imaging;

/// <summary>
/// Reads the first page of a TIFF: grey, palette or RGB with equal channels, 1 to 16 bits, any strip or tile layout and
/// compression that LibTiff knows. Of 16 bits the upper 8 are taken, with a warning; signed and floating-point samples are refused.
/// </summary>
internal static class TiffReader
{
    private const int MaxSamples = 4;

    static TiffReader() => Tiff.SetErrorHandler(new TiffErrorRecorder());

    public static SourceImage Read(ReadOnlyMemory<byte> file, SliceReaderOptions options)
    {
        if (!TiffDirectoryCheck.Fits(file.Span))
            throw Damaged();
        var errors = new TiffErrors();
        try
        {
            using var tiff = Tiff.ClientOpen("image", "r", errors, new TiffMemoryStream(file)) ?? throw Damaged();
            return Read(tiff, file, errors, options);
        }
        // Damaged files make LibTiff fail in as many ways as there are exceptions; all of them mean the same here.
        catch (Exception exception) when (exception is not (UnreadableImageException or OutOfMemoryException))
        {
            throw Damaged(exception);
        }
    }

    private static SourceImage Read(Tiff tiff, ReadOnlyMemory<byte> file, TiffErrors errors, SliceReaderOptions options)
    {
        var (rows, columns) = (Field(tiff, TiffTag.IMAGELENGTH), Field(tiff, TiffTag.IMAGEWIDTH));
        ImageSizeCheck.Require(rows, columns, options);
        var bits = Field(tiff, TiffTag.BITSPERSAMPLE);
        if (bits > 16 || Field(tiff, TiffTag.SAMPLEFORMAT) is not ((int)SampleFormat.UINT or (int)SampleFormat.VOID))
            throw Unsupported("its samples are not unsigned integers of up to 16 bits");
        if (Field(tiff, TiffTag.SAMPLESPERPIXEL) > MaxSamples)
            throw Unsupported("it has more channels than red, green, blue and alpha");
        if (tiff.IsTiled() && (long)Field(tiff, TiffTag.TILEWIDTH) * Field(tiff, TiffTag.TILELENGTH) > options.MaxPixels)
            throw Unsupported("its tiles are too large");
        if (!DataFits(tiff, file.Length))
            throw Damaged();
        if (Field(tiff, TiffTag.ORIENTATION) > (int)Orientation.BOTLEFT)
            throw Unsupported("it is stored rotated");
        if (!tiff.RGBAImageOK(out _))
            throw Unsupported("its colour layout is not known");

        var warnings = new List<ImageWarning>();
        if (bits == 16)
            warnings.Add(GreyPicture.ReducedTo8Bits);
        var rgba = new int[rows * columns];
        if (!tiff.ReadRGBAImageOriented(columns, rows, rgba, Orientation.TOPLEFT, stopOnError: true) || errors.Any)
            throw Damaged();
        var grey = GreyPicture.FromRgba(MemoryMarshal.AsBytes(rgba.AsSpan()), warnings);
        if (!tiff.LastDirectory())
            warnings.Add(new ImageWarning(WarningCodes.FirstPageOnly, "The TIFF holds several pages: the first was read."));
        return GreyPicture.Finish(grey, rows, columns, SourceFormat.Tiff, warnings);
    }

    // LibTiff allocates a buffer for the announced length of a strip or tile.
    private static bool DataFits(Tiff tiff, int fileLength) => tiff.IsTiled()
        ? Enumerable.Range(0, tiff.NumberOfTiles()).All(tile => tiff.RawTileSize(tile) <= fileLength)
        : Enumerable.Range(0, tiff.NumberOfStrips()).All(strip => tiff.RawStripSize(strip) <= fileLength);

    private static int Field(Tiff tiff, TiffTag tag) => tiff.GetFieldDefaulted(tag) is [var value, ..] ? value.ToInt() : 0;

    private static UnreadableImageException Unsupported(string problem) =>
        new(RefusalReasons.UnsupportedVariant, $"The TIFF cannot be read: {problem}.");

    private static UnreadableImageException Damaged(Exception? cause = null) =>
        new(RefusalReasons.Damaged, "The TIFF is cut off or damaged.", cause);
}
