using System.Text.Json;
using CovidGrpc.Metrics.Classification;
using CovidGrpc.Training.Evaluation;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Runs;

/// <summary>
/// What is done with the best weights when a run has ended: the temperature is fitted to the validation parts, and the model is measured, with
/// intervals, on all that was kept back. Both go into its card.
/// </summary>
internal sealed class Completion(RunData data, Placement placement)
{
    private const int MostMetrics = 256;
    private const int FewPatients = 3;

    // What a reader of the card looks for; report.json has all.
    private static readonly string[] OfCard =
    [
        "dice/lung", "dice_pooled/lung", "dice/lesion", "dice_pooled/lesion", "dice_pooled/ground_glass_opacity", "dice_pooled/consolidation",
        "authors/ap50", "authors/map", "lesion/authors/ap50", "lesion/authors/map",
        "accuracy", "macro_f1", "class_adjusted_f1", "brier", "calibration_error",
        "sensitivity/control", "sensitivity/common_pneumonia", "sensitivity/covid19",
        "ppv/control", "ppv/common_pneumonia", "ppv/covid19", "auc/control", "auc/common_pneumonia", "auc/covid19",
    ];

    /// <summary>The manifest of the finished model.</summary>
    /// <param name="best">The best model of the run.</param>
    /// <param name="reportPath">Takes all measures as JSON.</param>
    /// <param name="cancellation">Stops between slices.</param>
    internal ModelManifest Finish(ModelFolder best, string reportPath, CancellationToken cancellation)
    {
        using var model = new ModelUnderTest(best, placement);
        var logits = new List<(float[], int)>();
        var reports = new List<SliceReport>();
        foreach (var set in data.Validation)
        {
            reports.Add(Measure(model, set, (slice, verdict) =>
            {
                if (slice.Class is { } truth && verdict is not null)
                    logits.Add((verdict.Logits, (int)truth));
            }, cancellation));
        }

        foreach (var set in data.Reported)
            reports.Add(Measure(model, set, (_, _) => { }, cancellation));
        File.WriteAllText(reportPath, JsonSerializer.Serialize(reports.ToDictionary(
            report => report.Data,
            report => new
            {
                report.Predicted,
                Confusion = report.Classes is { } classes ? CaseClasses.All.Select(truth => CaseClasses.All.Select(told => classes.Confusion[truth, told])) : null,
                Measures = report.Measures.DistinctBy(measure => measure.Name).ToDictionary(measure => measure.Name, measure => measure.Estimate),
            }), Indented));

        var manifest = best.Manifest;
        return manifest with
        {
            Classification = manifest.Classification is { } classification && logits.Count > 0
                ? classification with { Temperature = Math.Round(TemperatureFit.Fit(logits), 3), Calibrated = true }
                : manifest.Classification,
            Card = manifest.Card with { Metrics = [.. reports.SelectMany(Metrics).Take(MostMetrics)] },
        };
    }

    private static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private static SliceReport Measure(
        ModelUnderTest model, EvaluationSet set, Action<Data.LabelledSlice, SliceClassification?> seen, CancellationToken cancellation)
    {
        // Two patients make no interval over patients.
        var patients = set.Entries.Select(entry => entry.Patient).Distinct().Count();
        if (set.Source.ArePatientsKnown && patients < FewPatients)
            set = set with { Name = $"{set.Name} ({patients} patients, intervals over slices)", IsEachSliceAPatient = true };
        return ModelEvaluation.Run(model, set, new(), (slice, _, verdict, _) => seen(slice, verdict), cancellation);
    }

    private static IEnumerable<CardMetric> Metrics(SliceReport report)
    {
        return report.Measures.DistinctBy(measure => measure.Name)
            .Where(measure => OfCard.Contains(measure.Name) && double.IsFinite(measure.Estimate.Value) && double.IsFinite(measure.Estimate.Lower))
            .Select(measure => new CardMetric(
                measure.Name, report.Data, Rounded(measure.Estimate.Value), Rounded(measure.Estimate.Lower), Rounded(measure.Estimate.Upper)));
    }

    private static double Rounded(double value) => Math.Round(value, 4);
}
