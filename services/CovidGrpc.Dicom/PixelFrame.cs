using System.Buffers.Binary;

namespace CovidGrpc.Dicom;

/// <summary>
/// One uncompressed frame of grey pixels (Image Pixel module, PS3.3 C.7.6.3), still as stored. The bytes are a slice
/// of the file.
/// </summary>
public sealed class PixelFrame
{
    private PixelFrame(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>Number of rows, at least 1.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of columns, at least 1.</summary>
    public required int Columns { get; init; }

    /// <summary>Bits of a stored word: 8 or 16.</summary>
    public required int BitsAllocated { get; init; }

    /// <summary>Bits of a stored word that hold the value, from 1 to <see cref="BitsAllocated"/>.</summary>
    public required int BitsStored { get; init; }

    /// <summary>Position of the value's highest bit.</summary>
    public required int HighBit { get; init; }

    /// <summary>Whether values are two's complement.</summary>
    public required bool IsSigned { get; init; }

    /// <summary>Whether the smallest value is meant to be shown white (MONOCHROME1).</summary>
    public required bool SmallestIsWhite { get; init; }

    /// <summary>Stored words, little-endian, row by row: Rows × Columns × BitsAllocated / 8 bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads the only frame of an image.</summary>
    /// <param name="file">File of an image.</param>
    /// <exception cref="DicomException">No pixels, compressed or coloured ones, several frames, or attributes that contradict each other.</exception>
    public static PixelFrame Read(DicomFile file)
    {
        var dataset = file.Dataset;
        var pixels = dataset.Find(DicomTag.PixelData) ?? throw NoPixels(dataset);
        RefuseSeveralFrames(dataset);
        if (file.TransferSyntax.IsEncapsulated)
            throw file.TransferSyntax.NotSupportedYet();

        var photometric = dataset.GetString(DicomTag.PhotometricInterpretation) ?? throw Missing(DicomTag.PhotometricInterpretation);
        var samples = dataset.GetInteger(DicomTag.SamplesPerPixel) ?? 1;
        if (photometric is not ("MONOCHROME1" or "MONOCHROME2") || samples != 1)
            throw Unsupported("are not grey values (MONOCHROME2 with one sample per pixel)");

        var allocated = Required(dataset, DicomTag.BitsAllocated);
        if (allocated is not (8 or 16))
            throw Unsupported("have neither 8 nor 16 bits allocated");
        var stored = Required(dataset, DicomTag.BitsStored);
        var highBit = dataset.GetInteger(DicomTag.HighBit) ?? stored - 1;
        if (stored < 1 || stored > allocated || highBit >= allocated || highBit < stored - 1)
            throw Contradiction($"{DicomTag.BitsStored}, {DicomTag.HighBit} and {DicomTag.BitsAllocated} contradict each other");
        var representation = dataset.GetInteger(DicomTag.PixelRepresentation) ?? 0;
        if (representation is not (0 or 1))
            throw Contradiction($"{DicomTag.PixelRepresentation} is neither 0 nor 1");

        var rows = Required(dataset, DicomTag.Rows);
        var columns = Required(dataset, DicomTag.Columns);
        if (rows < 1 || columns < 1)
            throw Contradiction($"{DicomTag.Rows} or {DicomTag.Columns} is not positive");

        return new PixelFrame(Exactly(pixels, checked((long)rows * columns * allocated / 8)))
        {
            Rows = rows,
            Columns = columns,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = highBit,
            IsSigned = representation == 1,
            SmallestIsWhite = photometric == "MONOCHROME1",
        };
    }

    /// <summary>Copies the stored values: bits above and below the value removed (overlays of old files), sign extended.</summary>
    /// <param name="destination">At least Rows × Columns values, row by row.</param>
    public void CopyStoredValues(Span<int> destination)
    {
        var words = Bytes.Span;
        var count = Rows * Columns;
        if (BitsAllocated == 8)
        {
            for (var i = 0; i < count; i++)
                destination[i] = ValueOf(words[i]);
        }
        else
        {
            for (var i = 0; i < count; i++)
                destination[i] = ValueOf(BinaryPrimitives.ReadUInt16LittleEndian(words[(2 * i)..]));
        }
    }

    private int ValueOf(int word)
    {
        var unused = 32 - BitsStored;
        var atTop = word >> (HighBit + 1 - BitsStored) << unused;
        return IsSigned ? atTop >> unused : (int)((uint)atTop >> unused);
    }

    private static void RefuseSeveralFrames(DicomDataset dataset)
    {
        var frames = dataset.GetInteger(DicomTag.NumberOfFrames) ?? 1;
        if (frames < 1)
            throw Contradiction($"{DicomTag.NumberOfFrames} is not positive");
        if (frames > 1 || dataset.Contains(DicomTag.PerFrameFunctionalGroupsSequence))
        {
            throw new DicomException(
                DicomReasons.MultiFrame,
                "Multi-frame objects (Enhanced CT) are not supported yet: send the single-frame CT images.");
        }
    }

    private static ReadOnlyMemory<byte> Exactly(DicomElement pixels, long length)
    {
        var value = pixels.Value;
        if (value.Length < length)
        {
            throw new DicomException(
                DicomReasons.Truncated, "The pixel data is shorter than Rows × Columns: the file was cut off, or its header is wrong.");
        }

        // Zeros after the pixels are padding of one kind or another; anything else means that the header is wrong.
        var frame = value[..(int)length];
        return value.Span[frame.Length..].ContainsAnyExcept((byte)0)
            ? throw Contradiction("the pixel data is longer than Rows × Columns")
            : frame;
    }

    private static int Required(DicomDataset dataset, DicomTag tag) => dataset.GetInteger(tag) ?? throw Missing(tag);

    private static DicomException NoPixels(DicomDataset dataset) =>
        dataset.Contains(DicomTag.FloatPixelData) || dataset.Contains(DicomTag.DoubleFloatPixelData)
            ? Unsupported("are floating point")
            : new DicomException(DicomReasons.NoPixelData, "The DICOM object holds no pixel data.");

    private static DicomException Missing(DicomTag tag) => new(DicomReasons.MissingAttribute, $"The DICOM image lacks {tag}.");

    private static DicomException Unsupported(string problem) => new(DicomReasons.UnsupportedPixels, $"The pixels of the DICOM image {problem}.");

    private static DicomException Contradiction(string problem) => new(DicomReasons.InvalidValue, $"The DICOM image is inconsistent: {problem}.");
}
