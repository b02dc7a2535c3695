using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Hosting.Limits;

/// <summary>How much heavy work is done at once, and how much may wait.</summary>
public sealed class WorkGateOptions
{
    /// <summary>Whose work it is, in metrics; set by the registration.</summary>
    internal string Room { get; set; } = "";

    /// <summary>Pieces of work done at once, 1 to 1024.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; set; }

    /// <summary>Pieces of work that may wait, 0 to 100000; the next is refused.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; set; }
}
