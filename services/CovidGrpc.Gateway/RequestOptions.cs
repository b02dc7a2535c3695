using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Gateway;

/// <summary>How single calls are worked on. Configuration section <c>Requests</c>.</summary>
internal sealed class RequestOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Requests";

    /// <summary>
    /// Images of single calls under way at a time, 1 to 100000; the next is refused before it is decoded. Those that are found in the cache do not
    /// count. Default 64, as many as may wait for one segmentation.
    /// </summary>
    [Range(1, 100_000)]
    public int MostAtOnce { get; set; } = 64;

    /// <summary>
    /// Longest wait for the services to tell which models would answer; later ones cost a diagnosis its cache, not its answer. Default 500 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan ModelsTimeout { get; set; } = TimeSpan.FromMilliseconds(500);
}
