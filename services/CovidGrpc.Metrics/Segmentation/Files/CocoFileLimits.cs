namespace CovidGrpc.Metrics.Segmentation.Files;

/// <summary>What a COCO file may hold: far above the public data sets (COCO itself: 330,000 images, 1.5 million objects).</summary>
internal static class CocoFileLimits
{
    /// <summary>Bytes of one entry of a list. The mask of one object takes some hundred.</summary>
    internal const int EntryBytes = 4 << 20;

    /// <summary>Entries of a list.</summary>
    internal const long Entries = 20_000_000;

    /// <summary>Categories of a truth file.</summary>
    internal const int Categories = 10_000;

    /// <summary>Characters of a name.</summary>
    internal const int NameLength = 1024;
}
