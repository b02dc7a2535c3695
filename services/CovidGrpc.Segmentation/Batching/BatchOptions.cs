using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Segmentation.Batching;

/// <summary>How slices that wait are gathered into runs of the network. Configuration section <c>Batch</c>.</summary>
internal sealed class BatchOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Batch";

    private const int MostOnGpu = 8;

    /// <summary>
    /// Slices of one run, 1 to 64. Default: 8 on a GPU, and 1 on a CPU, which a single slice keeps busy: there a batch brings nothing but a
    /// longer wait for the first.
    /// </summary>
    [Range(1, 64)]
    public int? MostSlices { get; set; }

    /// <summary>
    /// How long after a run the oldest slice that waits is held back for more to come, 0 to 1000 ms. A room that is idle begins at once. Default 5.
    /// </summary>
    [Range(0, 1000)]
    public int LongestWaitMs { get; set; } = 5;

    /// <summary>Slices of one run on a device.</summary>
    public int MostOn(bool gpu) => MostSlices ?? (gpu ? MostOnGpu : 1);
}
