namespace CovidGrpc.Dicom;

/// <summary>What a reader accepts; checked before anything is allocated for it.</summary>
public sealed record DicomReadLimits
{
    /// <summary>The limits used when none are given.</summary>
    public static DicomReadLimits Default { get; } = new();

    /// <summary>Largest file in bytes. Default 512 MiB.</summary>
    public int MaxFileBytes { get; init; } = 512 << 20;

    /// <summary>Most data elements, items and fragments in the file, nested ones included. Default 250,000.</summary>
    public int MaxElements { get; init; } = 250_000;

    /// <summary>Deepest nesting of sequences. Default 64.</summary>
    public int MaxDepth { get; init; } = 64;
}
