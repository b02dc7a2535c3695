using System.IO.Compression;
using System.Runtime.InteropServices;

namespace CovidGrpc.Dicom;

/// <summary>Inflates the data set of a deflated file (PS3.5 A.5). It is measured first, so that nothing is allocated beyond the limits.</summary>
internal static class DeflatedDataset
{
    private const int ChunkBytes = 1 << 14;

    public static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> deflated, DicomReadLimits limits)
    {
        try
        {
            var inflated = new byte[Measure(deflated, Math.Min(limits.MaxFileBytes, Math.Max(limits.MinInflatedBytes, (long)deflated.Length * limits.MaxInflation)))];
            using var inflater = Open(deflated);
            inflater.ReadExactly(inflated);
            return inflated;
        }
        catch (InvalidDataException)
        {
            throw new DicomException(DicomReasons.Malformed, "The DICOM file is damaged: it cannot be inflated.");
        }
    }

    private static long Measure(ReadOnlyMemory<byte> deflated, long limit)
    {
        using var inflater = Open(deflated);
        Span<byte> chunk = stackalloc byte[ChunkBytes];
        var length = 0L;
        for (int count; (count = inflater.Read(chunk)) > 0;)
        {
            length += count;
            if (length > limit)
                throw new DicomException(DicomReasons.LimitExceeded, $"The deflated DICOM file becomes larger than {limit >> 20} MiB.");
        }

        return length;
    }

    private static DeflateStream Open(ReadOnlyMemory<byte> deflated)
    {
        var segment = MemoryMarshal.TryGetArray(deflated, out var array) ? array : new ArraySegment<byte>(deflated.ToArray());
        return new DeflateStream(new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false), CompressionMode.Decompress);
    }
}
