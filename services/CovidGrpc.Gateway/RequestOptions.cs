using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Gateway;

/// <summary>How many calls are worked on. Configuration section <c>Requests</c>.</summary>
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
}
