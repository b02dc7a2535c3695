using CovidGrpc.Training.Data;

namespace CovidGrpc.Training.Learning;

/// <summary>The part of a data set that a run learns from.</summary>
/// <param name="Source">The data set.</param>
/// <param name="Entries">The slices that are learned from.</param>
/// <param name="SegmentationShare">How often it is drawn for a segmentation step, relative to the others; 0: never.</param>
/// <param name="ClassShare">How often it is drawn for a classification step, relative to the others; 0: never.</param>
internal sealed record TrainingSet(ISliceSource Source, IReadOnlyList<SliceEntry> Entries, double SegmentationShare, double ClassShare);
