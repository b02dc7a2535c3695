using System.Buffers.Binary;
using CovidGrpc.Dicom.Codecs.Jpeg;

namespace CovidGrpc.Dicom.Codecs.JpegLossless;

/// <summary>
/// JPEG lossless with Huffman codes (ITU-T T.81 annex H, process 14): all seven predictors, point transform, restart intervals,
/// components interleaved or scan by scan. The format carries no checksum: a flipped bit can give other pixels without an error.
/// </summary>
internal static class JpegLosslessDecoder
{
    public const string Name = "JPEG Lossless";

    private const int HuffmanHeaderBytes = 17;

    // No encoder needs more; each costs its memory and time.
    private const int MaxTables = 64;

    public static byte[] Decode(ReadOnlySpan<byte> stream, PixelFormat format)
    {
        var segments = new JpegSegments(stream, Name);
        segments.RequireStartOfImage();
        JpegFrameHeader? header = null;
        byte[]? frame = null;
        var tables = new HuffmanTable?[4];
        var tableCount = 0;
        var restartInterval = 0;
        var missing = new HashSet<int>(Enumerable.Range(0, format.SamplesPerPixel));
        while (missing.Count > 0)
        {
            var marker = segments.ReadMarker();
            if (marker == JpegMarker.EndOfImage)
                throw PixelErrors.Damaged(Name, "it ends early");
            var payload = segments.ReadPayload();
            switch (marker)
            {
                case JpegMarker.StartOfFrameLossless when header is null:
                    header = JpegFrameHeader.Read(payload, format, Name);
                    break;
                case JpegMarker.DefineHuffmanTables:
                    ReadTables(payload, tables, ref tableCount);
                    break;
                case JpegMarker.DefineRestartInterval:
                    restartInterval = payload.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : throw PixelErrors.Damaged(Name, "a segment has a wrong length");
                    break;
                case JpegMarker.StartOfScan when header is not null:
                    var scan = new LosslessScan(payload, header, format, tables, restartInterval);
                    if (!scan.Components.All(missing.Remove))
                        throw PixelErrors.Damaged(Name, "a component comes twice");
                    segments.Skip(scan.Decode(segments.Rest, frame ??= new byte[format.FrameBytes]));
                    break;
                case JpegMarker.StartOfScan:
                    throw PixelErrors.Damaged(Name, "a scan comes before the frame header");
                case var other when JpegMarker.IsStartOfFrame(other):
                    throw PixelErrors.Damaged(Name, "it is compressed in another way than its transfer syntax says");
            }
        }

        return frame!;
    }

    private static void ReadTables(ReadOnlySpan<byte> payload, HuffmanTable?[] tables, ref int tableCount)
    {
        while (!payload.IsEmpty)
        {
            var values = 0;
            for (var i = 1; i < Math.Min(HuffmanHeaderBytes, payload.Length); i++)
                values += payload[i];
            // Lossless frames have tables of class 0 only (B.2.4.2).
            if (payload.Length < HuffmanHeaderBytes + values || payload[0] >= tables.Length || ++tableCount > MaxTables)
                throw PixelErrors.Damaged(Name, "a Huffman table is wrong");
            tables[payload[0]] = new HuffmanTable(payload[1..HuffmanHeaderBytes], payload.Slice(HuffmanHeaderBytes, values));
            payload = payload[(HuffmanHeaderBytes + values)..];
        }
    }
}
