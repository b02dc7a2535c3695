namespace CovidGrpc.Vision;

/// <summary>What segmentation says about one slice.</summary>
/// <param name="Findings">Objects found, best first; empty when none was found or none was asked for.</param>
/// <param name="Sequence">
/// What classification reads; null when no region survived (<see cref="SegmentationWarning.NoRois"/>) or the architecture makes none.
/// </param>
/// <param name="Warnings">What a reader should know.</param>
/// <param name="Timings">How long the stages took.</param>
public sealed record SliceFeatures(
    IReadOnlyList<Finding> Findings,
    RoiSequence? Sequence,
    IReadOnlyList<SegmentationWarning> Warnings,
    StageTimings Timings);
