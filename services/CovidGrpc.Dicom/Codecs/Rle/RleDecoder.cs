using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Codecs.Rle;

/// <summary>
/// RLE Lossless (PS3.5 annex G): a header of 64 bytes, then one segment of PackBits for each byte of each sample, the highest
/// byte first. Single bits come packed, eight pixels to a byte.
/// </summary>
internal static class RleDecoder
{
    private const string Name = "RLE";
    private const int HeaderBytes = 64;
    private const int MaxSegments = 15;

    public static byte[] Decode(ReadOnlySpan<byte> stream, PixelFormat format)
    {
        if (stream.Length < HeaderBytes)
            throw PixelErrors.Damaged(Name, "it is shorter than its header");
        var planes = format.SamplesPerPixel * format.BytesPerSample;
        if (BinaryPrimitives.ReadUInt32LittleEndian(stream) != planes || planes > MaxSegments)
            throw PixelErrors.Damaged(Name, "the number of its segments does not go with the header");

        var pixels = format.Rows * format.Columns;
        var plane = new byte[format.BitsAllocated == 1 ? (pixels + 7) / 8 : pixels];
        // PackBits makes at most 128 bytes of two.
        if ((long)plane.Length * planes > stream.Length * 64L)
            throw PixelErrors.Damaged(Name, "it is too short for its dimensions");
        var frame = new byte[format.FrameBytes];
        for (var i = 0; i < planes; i++)
        {
            Unpack(Segment(stream, i, planes), plane);
            var (sample, fromTop) = Math.DivRem(i, format.BytesPerSample);
            if (format.BitsAllocated == 1)
                SpreadBits(plane, frame);
            else
                Spread(plane, frame, (sample * format.BytesPerSample) + format.BytesPerSample - 1 - fromTop, planes);
        }

        return frame;
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> stream, int index, int count)
    {
        var from = Offset(stream, index);
        var to = index + 1 < count ? Offset(stream, index + 1) : (uint)stream.Length;
        return from >= HeaderBytes && from <= to && to <= stream.Length
            ? stream[(int)from..(int)to]
            : throw PixelErrors.Damaged(Name, "the offsets of its segments are wrong");
    }

    private static uint Offset(ReadOnlySpan<byte> stream, int segment) => BinaryPrimitives.ReadUInt32LittleEndian(stream[(4 * (segment + 1))..]);

    private static void Unpack(ReadOnlySpan<byte> segment, Span<byte> plane)
    {
        while (!plane.IsEmpty)
        {
            if (segment.IsEmpty)
                throw PixelErrors.Damaged(Name, "a segment ends early");
            var control = (sbyte)segment[0];
            segment = segment[1..];
            if (control == sbyte.MinValue)
                continue;
            var count = Math.Abs((int)control) + 1;
            var used = control < 0 ? 1 : count;
            if (segment.Length < used)
                throw PixelErrors.Damaged(Name, "a segment ends early");
            if (count > plane.Length)
                throw PixelErrors.Damaged(Name, "a segment is longer than its plane");
            if (control < 0)
                plane[..count].Fill(segment[0]);
            else
                segment[..count].CopyTo(plane);
            segment = segment[used..];
            plane = plane[count..];
        }
    }

    private static void Spread(ReadOnlySpan<byte> plane, Span<byte> frame, int first, int stride)
    {
        for (var (i, to) = (0, first); i < plane.Length; i++, to += stride)
            frame[to] = plane[i];
    }

    private static void SpreadBits(ReadOnlySpan<byte> packed, Span<byte> frame)
    {
        for (var i = 0; i < frame.Length; i++)
            frame[i] = (byte)((packed[i >> 3] >> (i & 7)) & 1);
    }
}
