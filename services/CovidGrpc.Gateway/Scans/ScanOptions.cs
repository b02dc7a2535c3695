using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Gateway.Scans;

/// <summary>How scans are diagnosed. Configuration section <c>Scans</c>.</summary>
internal sealed class ScanOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Scans";

    /// <summary>Slices of one scan under way at a time, 1 to 64; as many are in memory. Default 8, a batch of a GPU.</summary>
    [Range(1, 64)]
    public int Parallelism { get; set; } = 8;

    /// <summary>Tries of a slice after the first where a service is busy, late or away, 0 to 1000. Default 30.</summary>
    [Range(0, 1000)]
    public int Retries { get; set; } = 30;

    /// <summary>Wait before such a try where the service names none. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);
}
