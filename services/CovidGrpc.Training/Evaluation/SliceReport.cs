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
    /// <summary>The slices whose tissues were found worst, worst first; a handful.</summary>
    public IReadOnlyList<WorstCase> WorstSegmented { get; init; } = [];

    /// <summary>The slices whose true class was thought least likely, worst first; a handful.</summary>
    public IReadOnlyList<WorstCase> WorstClassified { get; init; } = [];

    /// <summary>All measures under their names.</summary>
    public IEnumerable<NamedMeasure> Measures => [.. Instances?.Measures ?? [], .. Classes?.Measures ?? []];
}
