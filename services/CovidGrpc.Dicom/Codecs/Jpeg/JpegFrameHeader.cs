using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Codecs.Jpeg;

/// <summary>A frame header without subsampling (ITU-T T.81 B.2.2), held against the DICOM header before anything is allocated.</summary>
/// <param name="Precision">Bits of a sample, 2 to 16.</param>
/// <param name="ComponentIds">Identifier of each component.</param>
internal sealed record JpegFrameHeader(int Precision, byte[] ComponentIds)
{
    private const int FixedBytes = 6;
    private const int ComponentBytes = 3;

    public static JpegFrameHeader Read(ReadOnlySpan<byte> payload, PixelFormat format, string codec)
    {
        if (payload.Length < FixedBytes || payload.Length != FixedBytes + (ComponentBytes * payload[5]))
            throw PixelErrors.Damaged(codec, "its frame header has a wrong length");
        var precision = payload[0];
        var (rows, columns) = (BinaryPrimitives.ReadUInt16BigEndian(payload[1..]), BinaryPrimitives.ReadUInt16BigEndian(payload[3..]));
        if (rows != format.Rows || columns != format.Columns || payload[5] != format.SamplesPerPixel)
            throw PixelErrors.Damaged(codec, "its dimensions are not those of the header");
        if (precision < 2 || precision > 8 * format.BytesPerSample || format.BitsAllocated is not (8 or 16))
            throw PixelErrors.Damaged(codec, "its precision does not go with the header");

        var ids = new byte[payload[5]];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = payload[FixedBytes + (ComponentBytes * i)];
            if (ids.Length > 1 && payload[FixedBytes + (ComponentBytes * i) + 1] != 0x11)
                throw PixelErrors.Damaged(codec, "its components are subsampled");
        }

        return new JpegFrameHeader(precision, ids);
    }

    /// <summary>Index of the component with this identifier.</summary>
    public int IndexOf(byte id, string codec) =>
        Array.IndexOf(ComponentIds, id) is >= 0 and var index ? index : throw PixelErrors.Damaged(codec, "a scan names an unknown component");
}
