using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.Overlap;
using CovidGrpc.Metrics.Segmentation.PerImage;

namespace CovidGrpc.Training.Evaluation;

/// <summary>How a model does on a data set.</summary>
/// <param name="Data">The data set, and which part of it.</param>
/// <param name="Predicted">Slices by predicted class, of the data sets without a class as well: what a class head makes of the look of their files.</param>
/// <param name="Instances">All instances, by tissue; null where nothing is labelled or the model finds nothing.</param>
/// <param name="Lesions">The authors' average precision of lesions alone, without the lungs, which are easy; null with the above.</param>
/// <param name="LesionOverlap">Dice and IoU of both kinds of lesion together; null with the above.</param>
/// <param name="Classes">The class; null where no class is known or the model tells none.</param>
public sealed record SliceReport(
    string Data, IReadOnlyList<long> Predicted, SegmentationReport? Instances, PerImageReport? Lesions, OverlapReport? LesionOverlap, ClassificationReport? Classes)
{
    /// <summary>All measures under their names.</summary>
    public IEnumerable<NamedMeasure> Measures =>
    [
        .. Instances?.Measures ?? [],
        .. Lesions is null ? [] : (NamedMeasure[])[new("lesion/authors/ap50", Lesions.At50), new("lesion/authors/map", Lesions.Mean)],
        .. LesionOverlap?.Measures ?? [],
        .. Classes?.Measures ?? [],
    ];
}
