using System.Buffers.Binary;

namespace CovidGrpc.Dicom;

/// <summary>Uncompressed frames (PS3.5 8.1.1): one after the other, single bits packed from the lowest, across frames as well.</summary>
internal static class NativeFrames
{
    /// <summary>The bytes of all frames. Zeros behind them are padding of one kind or another; anything else says that the header is wrong.</summary>
    public static ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> value, PixelFormat format, int frameCount)
    {
        var bits = checked((long)format.SampleCount * format.BitsAllocated * frameCount);
        var length = (bits + 7) / 8;
        if (value.Length < length)
            throw PixelErrors.TooShort();
        return value.Span[(int)length..].ContainsAnyExcept((byte)0)
            ? throw PixelErrors.Contradiction("the pixel data is longer than Rows × Columns × frames")
            : value[..(int)length];
    }

    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> whole, PixelFormat format, int index, DicomTransferSyntax syntax)
    {
        if (format.BitsAllocated == 1)
            return Unpack(whole.Span, (long)index * format.SampleCount, format.SampleCount);
        var frame = whole.Slice(index * format.FrameBytes, format.FrameBytes);
        return syntax.IsBigEndian && format.BitsAllocated == 32 ? SwapWords(frame.Span) : frame;
    }

    private static byte[] Unpack(ReadOnlySpan<byte> packed, long first, int count)
    {
        var values = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var bit = first + i;
            values[i] = (byte)((packed[(int)(bit >> 3)] >> (int)(bit & 7)) & 1);
        }

        return values;
    }

    // In big endian OW the bytes of each 16-bit word were swapped on reading; of a 32-bit sample the high word still comes first.
    private static byte[] SwapWords(ReadOnlySpan<byte> frame)
    {
        var swapped = new byte[frame.Length];
        for (var i = 0; i < frame.Length; i += 4)
        {
            var sample = BinaryPrimitives.ReadUInt32LittleEndian(frame[i..]);
            BinaryPrimitives.WriteUInt32LittleEndian(swapped.AsSpan(i), (sample >> 16) | (sample << 16));
        }

        return swapped;
    }
}
