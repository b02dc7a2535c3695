using CovidGrpc.Metrics.Classification;
using CovidGrpc.Reports.Published;

namespace CovidGrpc.Reports.Tables;

/// <summary>A classification report as tables.</summary>
public static class ClassificationTables
{
    /// <summary>The tables: beside the published rows, of each class, over all, of the matrix.</summary>
    public static IReadOnlyList<ReportTable> Of(ClassificationReport report) => [Published(report), Classes(report), Overall(report), Confusion(report)];

    private static ReportTable Published(ClassificationReport report) => new(
        "Sensitivity, beside the published figures",
        ["system", "COVID-19", "common pneumonia", "control", "class-adjusted F1", "accuracy"],
        [
            [
                "these predictions",
                .. PublishedOrder.Select(each => ReportNumber.Percent(report[ClassMeasure.Sensitivity, each])),
                ReportNumber.Percent(report[OverallMeasure.ClassAdjustedF1]),
                ReportNumber.Percent(report[OverallMeasure.Accuracy]),
            ],
            .. PublishedClassifiers.All.Select(Row),
        ],
        PublishedClassifiers.Remarks);

    private static CaseClass[] PublishedOrder { get; } = [CaseClass.Covid19, CaseClass.CommonPneumonia, CaseClass.Control];

    private static string[] Row(PublishedClassifier system) =>
    [
        system.System,
        ReportNumber.Percent(system.Covid19),
        ReportNumber.Percent(system.CommonPneumonia),
        ReportNumber.Percent(system.Control),
        system.F1 is { } printed ? $"{ReportNumber.Percent(printed)}, printed as F1" : ReportNumber.Percent(system.ClassAdjustedF1 ?? double.NaN),
        system.F1 is null ? ReportNumber.Percent(system.Accuracy) : $"{ReportNumber.Percent(system.Accuracy)}, implied",
    ];

    private static ReportTable Classes(ClassificationReport report) => new(
        "Each class against the rest",
        ["class", "cases", "sensitivity", "specificity", "PPV", "F1", "AUC"],
        [
            .. CaseClasses.All.Select(each => (string[])
            [
                ClassLabels.Of(each),
                ReportNumber.Count(report.Confusion.Support(each)),
                ReportNumber.Percent(report[ClassMeasure.Sensitivity, each]),
                ReportNumber.Percent(report[ClassMeasure.Specificity, each]),
                ReportNumber.Percent(report[ClassMeasure.Ppv, each]),
                ReportNumber.Percent(report[ClassMeasure.F1, each]),
                ReportNumber.Fraction(report[ClassMeasure.Auc, each]),
            ]),
        ],
        []);

    private static ReportTable Overall(ClassificationReport report) => new(
        "All classes",
        ["cases", "patients", "accuracy", "macro F1", "class-adjusted F1", "Brier score", "calibration error"],
        [
            [
                ReportNumber.Count(report.Cases),
                ReportNumber.Count(report.Patients),
                ReportNumber.Percent(report[OverallMeasure.Accuracy]),
                ReportNumber.Percent(report[OverallMeasure.MacroF1]),
                ReportNumber.Percent(report[OverallMeasure.ClassAdjustedF1]),
                ReportNumber.Fraction(report[OverallMeasure.Brier]),
                ReportNumber.Fraction(report[OverallMeasure.CalibrationError]),
            ],
        ],
        [IntervalText.Of(report.Bootstrap), .. report.Notes]);

    private static ReportTable Confusion(ClassificationReport report) => new(
        "Confusion matrix",
        ["true class", .. CaseClasses.All.Select(each => $"taken for {ClassLabels.Of(each)}")],
        [.. CaseClasses.All.Select(truth => (string[])[ClassLabels.Of(truth), .. CaseClasses.All.Select(predicted => ReportNumber.Count(report.Confusion[truth, predicted]))])],
        []);
}
