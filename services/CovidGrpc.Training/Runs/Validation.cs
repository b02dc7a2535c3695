using CovidGrpc.Training.Evaluation;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Runs;

/// <summary>Measures a model, as it would be served, on the slices that are kept back.</summary>
internal sealed class Validation(IReadOnlyList<EvaluationSet> sets, Placement placement)
{
    // What a user of the model would ask first. Where several data sets have a measure, each counts.
    private static readonly string[] Deciding = ["dice_pooled/lung", "dice_pooled/lesion", "lesion/authors/ap50", "accuracy"];

    internal ValidationResult Run(ModelFolder folder, CancellationToken cancellation)
    {
        using var model = new ModelUnderTest(folder, placement);
        var reports = sets.Select(set => ModelEvaluation.Run(model, set, new() { Resamples = 0 }, seen: null, cancellation));
        var measures = reports.SelectMany(report => report.Measures
            .Where(measure => Deciding.Contains(measure.Name) || measure.Name.StartsWith("dice_pooled/", StringComparison.Ordinal))
            .DistinctBy(measure => measure.Name)
            .Select(measure => (report.Data, measure.Name, measure.Estimate.Value))).ToArray();
        var deciding = measures.Where(measure => Deciding.Contains(measure.Name) && !double.IsNaN(measure.Value)).Select(measure => measure.Value).ToArray();
        return new(
            deciding.Length == 0 ? 0 : deciding.Average(),
            measures.ToDictionary(measure => $"{measure.Data}/{measure.Name}", measure => measure.Value));
    }
}
