
namespace CovidGrpc.Training.Detection;

/// <summary>What a segmentation step computed of a slice.</summary>
/// <param name="Losses">Before the step.</param>
/// <param name="Anchors">Matched and drawn.</param>
/// <param name="Rois">Matched and drawn.</param>
/// <param name="Uncovered">Instances that no anchor touches; the proposal losses know nothing of them.</param>
internal sealed record SegmentationOutcome(SegmentationLosses Losses, SampleCounts Anchors, SampleCounts Rois, int Uncovered)
{
    /// <summary>Whether the weights of the detection branch were copied to the classification branch.</summary>
    internal bool Copied { get; init; }
}
