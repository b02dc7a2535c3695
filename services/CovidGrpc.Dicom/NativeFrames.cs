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

    public static ReadOnlyMemory<byte> Read(ReadOnlyMemory<byte> whole, PixelFormat format, int index)
    {
        if (format.BitsAllocated == 1)
            return Unpack(whole.Span, (long)index * format.SampleCount, format.SampleCount);
        return whole.Slice(index * format.FrameBytes, format.FrameBytes);
    }

    /// <summary>
    /// Completes what reading big-endian OW did, which swapped the bytes of each 16-bit word: of a 32-bit sample the high word still comes first.
    /// </summary>
    public static void OrderWords(DicomDataset dataset)
    {
        if (dataset.Find(DicomTag.BitsAllocated) is { Vr: DicomVr.US } && dataset.GetInteger(DicomTag.BitsAllocated) == 32
            && dataset.Find(DicomTag.PixelData) is { Vr: DicomVr.OW } pixels)
        {
            dataset.Set(new DicomElement(DicomTag.PixelData, DicomVr.OW, SwapWords(pixels.Value.Span)));
        }
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

    private static byte[] SwapWords(ReadOnlySpan<byte> samples)
    {
        var swapped = samples.ToArray();
        for (var i = 0; i + 4 <= samples.Length; i += 4)
        {
            var sample = BinaryPrimitives.ReadUInt32LittleEndian(samples[i..]);
            BinaryPrimitives.WriteUInt32LittleEndian(swapped.AsSpan(i), (sample >> 16) | (sample << 16));
        }

        return swapped;
    }
}
