using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.ModelServing.Threads;

/// <summary>On how many threads libtorch computes. Configuration section <c>Threads</c>; runs at once are <c>Inference:Concurrency</c>.</summary>
internal sealed class ThreadOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Threads";

    /// <summary>Threads within one operation of a network, 1 to 256. Default: as <see cref="ThreadPlan"/> says.</summary>
    [Range(1, 256)]
    public int? Intraop { get; set; }

    /// <summary>Threads for operations beside each other, of which these networks have none, 1 to 256. Default 1.</summary>
    [Range(1, 256)]
    public int? Interop { get; set; }
}
