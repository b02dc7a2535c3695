using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Codecs;

/// <summary>
/// Assigns the fragments of encapsulated pixel data to frames (PS3.5 A.4): by the basic offset table where it fits, else one
/// frame takes all, else one fragment a frame, else a frame begins where a fragment starts a code stream.
/// </summary>
internal static class EncapsulatedFrames
{
    private const int ItemHeaderBytes = 8;

    /// <summary>The frames of a pixel data element.</summary>
    /// <param name="table">Basic offset table, then the fragments.</param>
    /// <param name="frameCount">Frames that the header announces.</param>
    /// <exception cref="DicomException">The fragments cannot be assigned to that many frames.</exception>
    public static IReadOnlyList<CodeStream> Split(IReadOnlyList<ReadOnlyMemory<byte>> table, int frameCount)
    {
        if (table.Count - 1 < (frameCount == 1 ? 1 : frameCount))
            throw PixelErrors.TooShort();
        var fragments = table.Skip(1).ToArray();
        if (frameCount == 1)
            return [new CodeStream(fragments)];
        var starts = StartsByTable(table[0].Span, fragments, frameCount);
        if (starts is null && fragments.Length == frameCount)
            return [.. fragments.Select(fragment => new CodeStream([fragment]))];
        starts ??= StartsByContent(fragments, frameCount);
        return [.. starts.Select((start, frame) => new CodeStream(
            fragments[start..(frame + 1 < frameCount ? starts[frame + 1] : fragments.Length)]))];
    }

    private static int[]? StartsByTable(ReadOnlySpan<byte> table, ReadOnlyMemory<byte>[] fragments, int frameCount)
    {
        if (table.Length != 4L * frameCount)
            return null;
        var starts = new int[frameCount];
        var (offset, frame) = (0L, 0);
        for (var i = 0; i < fragments.Length && frame < frameCount; i++)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(table[(4 * frame)..]) == offset)
                starts[frame++] = i;
            offset += ItemHeaderBytes + fragments[i].Length;
        }

        return frame == frameCount && starts[0] == 0 ? starts : null;
    }

    private static int[] StartsByContent(ReadOnlyMemory<byte>[] fragments, int frameCount)
    {
        int[] starts = [.. Enumerable.Range(0, fragments.Length).Where(i => StartsCodeStream(fragments[i].Span))];
        return starts.Length == frameCount && starts[0] == 0
            ? starts
            : throw PixelErrors.Contradiction($"its pixel data cannot be divided into {DicomTag.NumberOfFrames}");
    }

    // SOI of the JPEG family; SOC and SIZ of JPEG 2000; the signature box of JP2.
    private static bool StartsCodeStream(ReadOnlySpan<byte> fragment) =>
        fragment.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) || fragment.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51])
        || fragment.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, 0x6A, 0x50]);
}
