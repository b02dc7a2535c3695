using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Metrics.Segmentation.Overlap;
using CovidGrpc.Metrics.Segmentation.PerImage;

namespace CovidGrpc.Metrics.Segmentation;

/// <summary>All measures of instances. The authors' and COCO's average precision are different measures and stand apart.</summary>
public sealed record SegmentationReport
{
    /// <summary>The authors' per-image average precision.</summary>
    public required PerImageReport PerImage { get; init; }

    /// <summary>COCO's protocol on masks.</summary>
    public required CocoReport Masks { get; init; }

    /// <summary>COCO's protocol on boxes.</summary>
    public required CocoReport Boxes { get; init; }

    /// <summary>Dice and IoU of each tissue.</summary>
    public required OverlapReport Overlap { get; init; }

    /// <summary>All kinds of lesion taken as one; null where lesions were not told from other categories.</summary>
    public LesionReport? Lesions { get; init; }

    /// <summary>Lungs with the lesions in them, which the lung of <see cref="Overlap"/> leaves out; null where lesions were not told from lungs.</summary>
    public OverlapReport? WholeLungs { get; init; }

    /// <summary>The score from which an instance counted for Dice and IoU.</summary>
    public required double LeastScore { get; init; }

    /// <summary>All measures under their names; those of COCO's protocol have no interval.</summary>
    public IEnumerable<NamedMeasure> Measures =>
    [
        new("authors/map", PerImage.Mean), .. PerImage.AtThresholds.Select(AtThreshold), .. Of("segm", Masks), .. Of("bbox", Boxes), .. Overlap.Measures,
        .. Lesions?.Measures ?? [], .. WholeLungs?.Measures ?? [],
    ];

    /// <summary>What is not defined or left out, and why.</summary>
    public IEnumerable<string> Notes => [.. PerImage.Notes, .. Masks.Notes, .. Overlap.Notes];

    private static NamedMeasure AtThreshold(Estimate estimate, int threshold) =>
        new($"authors/ap{Math.Round(100 * PerImageAveragePrecision.Thresholds[threshold])}", estimate);

    private static IEnumerable<NamedMeasure> Of(string overlap, CocoReport report)
    {
        (string Name, double Value)[] numbers =
        [
            ("ap", report.AveragePrecision), ("ap50", report.AveragePrecision50), ("ap75", report.AveragePrecision75),
            ("ap_small", report.AveragePrecisionSmall), ("ap_medium", report.AveragePrecisionMedium), ("ap_large", report.AveragePrecisionLarge),
            ("ar1", report.AverageRecall1), ("ar10", report.AverageRecall10), ("ar100", report.AverageRecall100),
            ("ar_small", report.AverageRecallSmall), ("ar_medium", report.AverageRecallMedium), ("ar_large", report.AverageRecallLarge),
        ];
        return numbers.Select(number => new NamedMeasure($"coco/{overlap}/{number.Name}", new(number.Value, double.NaN, double.NaN, 0)));
    }
}
