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

    /// <summary>Largest data set that a deflated file may become, as a multiple of its own size. Default 100.</summary>
    public int MaxInflation { get; init; } = 100;

    /// <summary>Inflated size up to which the ratio is not looked at, bytes. Default 16 MiB.</summary>
    public int MinInflatedBytes { get; init; } = 16 << 20;
}
