using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Reports.Published;

namespace CovidGrpc.Reports.Tables;

/// <summary>A segmentation report as tables.</summary>
public static class SegmentationTables
{
    /// <summary>The tables: the authors' measure beside the published rows, lesions where they are told from lungs, overlap of tissues, COCO's protocol.</summary>
    public static IReadOnlyList<ReportTable> Of(SegmentationReport report) => [Published(report), .. Lesions(report), Overlap(report), Coco(report), Categories(report)];

    private static ReportTable Published(SegmentationReport report) => new(
        "The authors' per-image average precision, beside the published figures",
        ["system", "AP@0.5", "AP@0.75", "mAP@[0.5:0.95]"],
        [
            ["these predictions", ReportNumber.Fraction(report.PerImage.At50), ReportNumber.Fraction(report.PerImage.At75), ReportNumber.Fraction(report.PerImage.Mean)],
            .. PublishedSegmenters.All.Select(system => (string[])
                [system.System, ReportNumber.Fraction(system.At50), ReportNumber.Fraction(system.At75), ReportNumber.Fraction(system.Mean)]),
        ],
        [
            FormattableString.Invariant($"{report.PerImage.Images} images of {report.PerImage.Patients} patients; an image whose patient is not named counts as a patient of its own."),
            IntervalText.Of(report.PerImage.Bootstrap),
            .. PublishedSegmenters.Remarks,
        ]);

    private static IEnumerable<ReportTable> Lesions(SegmentationReport report) => report.Lesions is not { } lesions ? [] :
    [
        new(
            "Lesions, without the lungs",
            ["AP@0.5", "mAP@[0.5:0.95]", "Dice", "Dice, pooled"],
            [
                .. lesions.Overlap.Tissues.Select(all => (string[])
                    [ReportNumber.Fraction(lesions.PerImage.At50), ReportNumber.Fraction(lesions.PerImage.Mean), ReportNumber.Fraction(all.Dice), ReportNumber.Fraction(all.PooledDice)]),
            ],
            ["Average precision is the authors', per image; Dice takes all kinds of lesion as one."]),
    ];

    private static ReportTable Overlap(SegmentationReport report) => new(
        "Overlap of each tissue",
        ["tissue", "images", "Dice", "IoU", "Dice, pooled", "IoU, pooled"],
        [
            .. report.Overlap.Tissues.Concat(report.WholeLungs?.Tissues ?? []).Select(tissue => (string[])
            [
                tissue.Name,
                ReportNumber.Count(tissue.DefinedImages),
                ReportNumber.Fraction(tissue.Dice),
                ReportNumber.Fraction(tissue.IntersectionOverUnion),
                ReportNumber.Fraction(tissue.PooledDice),
                ReportNumber.Fraction(tissue.PooledIntersectionOverUnion),
            ]),
        ],
        [
            FormattableString.Invariant($"Dice and IoU are means over images; pooled ones count the pixels of all images together. Predictions count from a score of {report.LeastScore}."),
            .. report.Overlap.Notes,
        ]);

    private static ReportTable Coco(SegmentationReport report) => new(
        "COCO's protocol",
        ["compared", "AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"],
        [CocoRow("masks", report.Masks), CocoRow("boxes", report.Boxes)],
        [.. report.Masks.Notes]);

    private static ReportTable Categories(SegmentationReport report) => new(
        "COCO's protocol on masks, each category",
        ["category", "objects", "predictions", "AP", "AP50", "AP75"],
        [
            .. report.Masks.Categories.Select(category => (string[])
            [
                category.Name,
                ReportNumber.Count(category.Objects),
                ReportNumber.Count(category.Predictions),
                ReportNumber.Fraction(category.AveragePrecision),
                ReportNumber.Fraction(category.AveragePrecisionAtThresholds[0]),
                ReportNumber.Fraction(category.AveragePrecisionAtThresholds[5]),
            ]),
        ],
        []);

    private static string[] CocoRow(string compared, CocoReport report) =>
    [
        compared,
        .. ((double[])
        [
            report.AveragePrecision, report.AveragePrecision50, report.AveragePrecision75,
            report.AveragePrecisionSmall, report.AveragePrecisionMedium, report.AveragePrecisionLarge,
            report.AverageRecall1, report.AverageRecall10, report.AverageRecall100,
            report.AverageRecallSmall, report.AverageRecallMedium, report.AverageRecallLarge,
        ]).Select(ReportNumber.Fraction),
    ];
}
