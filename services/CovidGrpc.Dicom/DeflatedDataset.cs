using System.IO.Compression;
using System.Runtime.InteropServices;

namespace CovidGrpc.Dicom;

/// <summary>Inflates the data set of a deflated file (PS3.5 A.5), up to the limits.</summary>
internal static class DeflatedDataset
{
    private const int ChunkBytes = 1 << 16;

    public static ReadOnlyMemory<byte> Inflate(ReadOnlyMemory<byte> deflated, DicomReadLimits limits)
    {
        var limit = Math.Min(limits.MaxFileBytes, Math.Max(limits.MinInflatedBytes, (long)deflated.Length * limits.MaxInflation));
        MemoryMarshal.TryGetArray(deflated, out var segment);
        using var source = segment.Array is { } array
            ? new MemoryStream(array, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(deflated.ToArray(), writable: false);
        using var inflater = new DeflateStream(source, CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        try
        {
            for (int count; (count = inflater.Read(chunk)) > 0;)
            {
                if (inflated.Length + count > limit)
                    throw new DicomException(DicomReasons.LimitExceeded, $"The deflated DICOM file becomes larger than {limit >> 20} MiB.");
                inflated.Write(chunk, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            throw new DicomException(DicomReasons.Malformed, "The DICOM file is damaged: it cannot be inflated.");
        }

        return inflated.GetBuffer().AsMemory(0, (int)inflated.Length);
    }
}
