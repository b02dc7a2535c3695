namespace CovidGrpc.Vision;

/// <summary>What a caller may choose about one segmentation.</summary>
/// <param name="Findings">False skips the detection branch: only the RoI sequence is computed.</param>
/// <param name="ScoreThreshold">A finding's score must be above this, 0 to 1; null: as the manifest says.</param>
/// <param name="MaxFindings">At most this many findings per slice, 1 to <see cref="LargestMaxFindings"/>; null: as the manifest says.</param>
/// <param name="MaskThreshold">A pixel belongs to a mask when its probability is above this, 0 to 1.</param>
public sealed record SegmentationParameters(
    bool Findings = true,
    double? ScoreThreshold = null,
    int? MaxFindings = null,
    double MaskThreshold = 0.5)
{
    /// <summary>The most findings per slice that may be asked for.</summary>
    public const int LargestMaxFindings = 200;
}
