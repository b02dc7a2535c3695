using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Hosting.Limits;

/// <summary>How much heavy work is done at once, and how much may wait.</summary>
public sealed class WorkLimits
{
    /// <summary>Whose work it is, in traces and metrics, as <c>segmentation</c>; set by the registration.</summary>
    public string Room { get; internal set; } = "";

    /// <summary>Runs at once, 1 to 1024. Default: as the host chooses for the machine.</summary>
    [Range(1, 1024)]
    public int? Concurrency { get; set; }

    /// <summary>Pieces of work that may wait, 0 to 100000; the next is refused.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; set; }
}
