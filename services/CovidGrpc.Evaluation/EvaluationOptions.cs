using System.ComponentModel.DataAnnotations;

namespace CovidGrpc.Evaluation;

/// <summary>What one stream may hold, and how many there may be. Configuration section <c>Evaluation</c>.</summary>
public sealed class EvaluationOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Evaluation";

    /// <summary>Cases of a stream of classifications; some hundred bytes of each are kept while it lasts. Default 1,000,000.</summary>
    [Range(1, 50_000_000)]
    public int MostCases { get; set; } = 1_000_000;

    /// <summary>Images of a stream of segmentations; some hundred bytes of each and forty of each finding are kept. Default 100,000.</summary>
    [Range(1, 10_000_000)]
    public int MostImages { get; set; } = 100_000;

    /// <summary>Streams at a time; the next is refused. Default 8.</summary>
    [Range(1, 1024)]
    public int MostStreams { get; set; } = 8;

    /// <summary>Draws of patients for the intervals; 0 for no intervals. Default 1000.</summary>
    [Range(0, 10_000)]
    public int Resamples { get; set; } = 1000;
}
