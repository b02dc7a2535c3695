namespace CovidGrpc.Client;

/// <summary>Files as they travel: in parts of at most 64 KiB.</summary>
internal static class FileParts
{
    private const int MostBytes = 65536;

    /// <summary>The parts of a file and their places in it.</summary>
    public static IEnumerable<(int At, ReadOnlyMemory<byte> Part)> Of(ReadOnlyMemory<byte> file)
    {
        for (var at = 0; at < file.Length; at += MostBytes)
        {
            yield return (at, file.Slice(at, Math.Min(MostBytes, file.Length - at)));
        }
    }
}
