using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Segmentation;

/// <summary>How many slices are computed at once, and how many may wait. Configuration section <c>Inference</c>.</summary>
public sealed class InferenceOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Inference";

    /// <summary>Slices computed at once, 1 to 64. Default 1: one slice uses all cores.</summary>
    [Range(1, 64)]
    public int Concurrency { get; set; } = 1;

    /// <summary>Slices that may wait, 0 to 100000; the next is refused. Default 64.</summary>
    [Range(0, 100_000)]
    public int Waiting { get; set; } = 64;
}
