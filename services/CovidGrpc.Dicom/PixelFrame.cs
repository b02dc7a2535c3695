using System.Buffers.Binary;
using CovidGrpc.Dicom.Codecs;

namespace CovidGrpc.Dicom;

/// <summary>
/// One frame of grey pixels (Image Pixel module, PS3.3 C.7.6.3), decoded, still as stored. The bytes of an uncompressed
/// one are a slice of the file.
/// </summary>
public sealed class PixelFrame
{
    private readonly PixelFormat _format;

    private PixelFrame(PixelFormat format, ReadOnlyMemory<byte> bytes) => (_format, Bytes) = (format, bytes);

    /// <summary>Number of rows, at least 1.</summary>
    public int Rows => _format.Rows;

    /// <summary>Number of columns, at least 1.</summary>
    public int Columns => _format.Columns;

    /// <summary>Bits of a stored word: 8 or 16.</summary>
    public int BitsAllocated => _format.BitsAllocated;

    /// <summary>Bits of a stored word that hold the value, from 1 to <see cref="BitsAllocated"/>.</summary>
    public int BitsStored => _format.BitsStored;

    /// <summary>Position of the value's highest bit.</summary>
    public int HighBit => _format.HighBit;

    /// <summary>Whether values are two's complement.</summary>
    public bool IsSigned => _format.IsSigned;

    /// <summary>Whether the smallest value is meant to be shown white (MONOCHROME1).</summary>
    public bool SmallestIsWhite => _format.Photometric == "MONOCHROME1";

    /// <summary>Stored words, little-endian, row by row: Rows × Columns × BitsAllocated / 8 bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads a frame.</summary>
    /// <param name="pixels">Pixels of a file.</param>
    /// <param name="index">From 0 to <see cref="PixelData.FrameCount"/> − 1.</param>
    /// <param name="decoder">Decoder of compressed frames; <see cref="ManagedFrameDecoder"/> when null.</param>
    /// <param name="cancellation">Stops a decoder that can be stopped.</param>
    /// <exception cref="DicomException">Coloured pixels, other bit depths, or a frame that cannot be decoded.</exception>
    public static PixelFrame Read(PixelData pixels, int index, IFrameDecoder? decoder = null, CancellationToken cancellation = default)
    {
        RequireReadable(pixels.Format);
        return new PixelFrame(pixels.Format, pixels.Read(index, decoder, cancellation));
    }

    internal static void RequireReadable(PixelFormat format)
    {
        if (!format.IsGrey)
            throw PixelErrors.Unsupported("are not grey values (MONOCHROME2 with one sample per pixel)");
        if (format.BitsAllocated is not (8 or 16))
            throw PixelErrors.Unsupported("have neither 8 nor 16 bits allocated");
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
}
