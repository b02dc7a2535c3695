using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Hosting.Security.Limits;

/// <summary>How much one caller may ask of a host; callers without credentials are told apart by their addresses. Configuration section <c>CallerLimits</c>.</summary>
public sealed class CallerLimitOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "CallerLimits";

    /// <summary>Calls of one caller under way at a time, 0 for any number. Default 0.</summary>
    [Range(0, 1_000_000)]
    public int MostAtOnce { get; set; }

    /// <summary>Calls of one caller in a second, 0 for any number; an upload makes one for each 64 KiB. Default 0.</summary>
    [Range(0, 1_000_000)]
    public int PerSecond { get; set; }

    /// <summary>Calls that a caller who was quiet may make at once beyond <see cref="PerSecond"/>, 0 to 1,000,000. Default 0.</summary>
    [Range(0, 1_000_000)]
    public int Burst { get; set; }
}
