using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Classification.Scans;

/// <summary>What one scan may hold. Configuration section <c>Scans</c>.</summary>
internal sealed class ScanOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Scans";

    /// <summary>Slices of a scan, 1 to 1,000,000. Default 100,000.</summary>
    [Range(1, 1_000_000)]
    public int MostSlices { get; set; } = 100_000;
}
