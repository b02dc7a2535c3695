using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation;

namespace CovidGrpc.Training.Evaluation;

/// <summary>How a model does on a data set.</summary>
/// <param name="Data">The data set, and which part of it.</param>
/// <param name="Predicted">Slices by predicted class, of the data sets without a class as well: what a class head makes of the look of their files.</param>
/// <param name="Instances">All instances, by tissue; null where nothing is labelled or the model finds nothing.</param>
/// <param name="Classes">The class; null where no class is known or the model tells none.</param>
public sealed record SliceReport(
    string Data, IReadOnlyList<long> Predicted, SegmentationReport? Instances, ClassificationReport? Classes)
{
    /// <summary>All measures under their names.</summary>
    public IEnumerable<NamedMeasure> Measures => [.. Instances?.Measures ?? [], .. Classes?.Measures ?? []];
}
