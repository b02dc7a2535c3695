using System.Text.Encodings.Web;
using System.Text.Json;
using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Reports.Published;

namespace CovidGrpc.Reports;

/// <summary>Reports as one JSON object in snake case; what is not defined is null.</summary>
public static class ReportJson
{
    private static readonly JsonSerializerOptions OneLine = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    /// <summary>A classification report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="indented">True for a file that people read, false for one line.</param>
    public static string Write(ClassificationReport report, bool indented = false) => Serialize(
        new
        {
            Notice = ReportNotice.Text,
            report.Cases,
            report.Unanswered,
            report.Patients,
            report.CasesWithoutPatient,
            report.Bootstrap,
            Measures = report.Measures.Select(Measure),
            Confusion = CaseClasses.All.Select(truth => CaseClasses.All.Select(predicted => report.Confusion[truth, predicted])),
            Curves = CaseClasses.All.ToDictionary(
                each => each.Name(),
                each => report.Curves[(int)each].Select(point => new
                {
                    point.Threshold,
                    Sensitivity = Defined(point.Sensitivity),
                    FalsePositiveRate = Defined(point.FalsePositiveRate),
                    Ppv = Defined(point.Ppv),
                })),
            Calibration = report.Calibration.Select(bin => new
            {
                bin.Least,
                bin.Most,
                bin.Cases,
                MeanConfidence = Defined(bin.MeanConfidence),
                Accuracy = Defined(bin.Accuracy),
            }),
            report.Notes,
            Published = PublishedClassifiers.All,
            PublishedRemarks = PublishedClassifiers.Remarks,
        },
        indented);

    /// <summary>A segmentation report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="indented">True for a file that people read, false for one line.</param>
    public static string Write(SegmentationReport report, bool indented = false) => Serialize(
        new
        {
            Notice = ReportNotice.Text,
            report.PerImage.Images,
            report.PerImage.Patients,
            report.PerImage.ImagesWithoutPatient,
            report.PerImage.Bootstrap,
            report.LeastScore,
            Measures = report.Measures.Select(Measure),
            Categories = report.Masks.Categories.Select(category => new
            {
                category.Name,
                category.Objects,
                category.Predictions,
                AveragePrecision = Defined(category.AveragePrecision),
                Thresholds = CocoDetection.Thresholds.Select((threshold, index) => new
                {
                    Threshold = Math.Round(threshold, 2),
                    AveragePrecision = Defined(category.AveragePrecisionAtThresholds[index]),
                    Recall = Defined(category.RecallAtThresholds[index]),
                    Precision = category.PrecisionCurves[index],
                }),
            }),
            Tissues = report.Overlap.Tissues.Select(tissue => new { tissue.Name, tissue.DefinedImages, tissue.EmptyImages }),
            Notes = report.Notes.Distinct(),
            Published = PublishedSegmenters.All,
            PublishedRemarks = PublishedSegmenters.Remarks,
        },
        indented);

    private static object Measure(NamedMeasure measure) => new
    {
        measure.Name,
        Value = Defined(measure.Estimate.Value),
        Lower = Defined(measure.Estimate.Lower),
        Upper = Defined(measure.Estimate.Upper),
        measure.Estimate.UndefinedResamples,
    };

    private static double? Defined(double value) => double.IsFinite(value) ? value : null;

    private static string Serialize(object value, bool indented) => JsonSerializer.Serialize(value, indented ? Indented : OneLine);
}
