using CovidGrpc.Dicom.Codecs.Jpeg;

namespace CovidGrpc.Dicom.Codecs.JpegLs;

/// <summary>JPEG-LS, lossless and near-lossless (ITU-T T.87), one component a scan; interleaved colour, restart intervals and mapping tables are refused.</summary>
internal static class JpegLsDecoder
{
    public const string Name = "JPEG-LS";

    private const int ScanBytes = 6;

    public static byte[] Decode(ReadOnlySpan<byte> stream, PixelFormat format)
    {
        var segments = new JpegSegments(stream, Name);
        segments.RequireStartOfImage();
        JpegFrameHeader? header = null;
        byte[]? frame = null;
        ReadOnlySpan<byte> preset = [];
        var missing = new HashSet<int>(Enumerable.Range(0, format.SamplesPerPixel));
        while (missing.Count > 0)
        {
            var marker = segments.ReadMarker();
            if (marker == JpegMarker.EndOfImage)
                throw PixelErrors.Damaged(Name, "it ends early");
            var payload = segments.ReadPayload();
            switch (marker)
            {
                case JpegMarker.StartOfFrameLs when header is null:
                    header = JpegFrameHeader.Read(payload, format, Name);
                    break;
                case JpegMarker.LsParameters:
                    preset = LsParameters.ArePreset(payload) ? payload : throw PixelErrors.Damaged(Name, "it uses a table or size that is not read");
                    break;
                case JpegMarker.DefineRestartInterval when payload.ContainsAnyExcept((byte)0):
                    throw PixelErrors.Damaged(Name, "it uses restart intervals, which are not read");
                case JpegMarker.StartOfScan when header is not null:
                    var (component, parameters) = ReadScanHeader(payload, header, preset);
                    if (!missing.Remove(component))
                        throw PixelErrors.Damaged(Name, "a component comes twice");
                    segments.Skip(DecodeScan(segments.Rest, component, parameters, format, frame ??= new byte[format.FrameBytes]));
                    break;
                case JpegMarker.StartOfScan:
                    throw PixelErrors.Damaged(Name, "a scan comes before the frame header");
                case var other when JpegMarker.IsStartOfFrame(other):
                    throw PixelErrors.Damaged(Name, "it is compressed in another way than its transfer syntax says");
            }
        }

        return frame!;
    }

    private static (int Component, LsParameters Parameters) ReadScanHeader(ReadOnlySpan<byte> payload, JpegFrameHeader header, ReadOnlySpan<byte> preset)
    {
        if (payload.Length > 0 && payload[0] is > 1 and <= 4 && payload[0] <= header.ComponentIds.Length)
            throw PixelErrors.Unsupported("are colours that a JPEG-LS scan holds interleaved, which is not read");
        if (payload.Length != ScanBytes || payload[0] != 1)
            throw PixelErrors.Damaged(Name, "a scan header has a wrong length");
        if (payload[2] != 0 || payload[5] != 0)
            throw PixelErrors.Damaged(Name, "it uses mapping tables or a point transform, which are not read");
        return (header.IndexOf(payload[1], Name), LsParameters.Of(header.Precision, payload[3], preset));
    }

    private static int DecodeScan(ReadOnlySpan<byte> data, int component, LsParameters parameters, PixelFormat format, Span<byte> frame)
    {
        // A row takes a bit or more.
        if (format.Rows > data.Length * 8L)
            throw PixelErrors.Damaged(Name, "it ends early");
        var row = new int[format.Columns + 2];
        var above = new int[format.Columns + 2];
        var decoder = new LsScanDecoder(data, parameters);
        for (var i = 0; i < format.Rows; i++)
        {
            decoder.DecodeRow(row, above);
            SamplePlane.StoreRow(row.AsSpan(1, format.Columns), i, component, format, frame);
            (row, above) = (above, row);
        }

        return decoder.Position;
    }
}
