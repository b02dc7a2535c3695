using System.Text.Json;
using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Metrics.Segmentation.Files;

namespace CovidGrpc.Metrics.Tests.Segmentation;

/// <summary>COCO's protocol against what its reference evaluator computed.</summary>
public sealed class CocoDetectionTests
{
    private const double Tolerance = 1e-9;

    [Theory]
    [InlineData("coco", "seg_gt.json", "segm")]
    [InlineData("coco", "seg_gt.json", "bbox")]
    [InlineData("coco_crowd", "seg_gt_crowd.json", "segm")]
    [InlineData("coco_crowd", "seg_gt_crowd.json", "bbox")]
    public void Detection_GoldenFiles_AllNumbers(string set, string truthFile, string overlap)
    {
        var truth = GoldenMetrics.Truth(truthFile);

        var report = CocoComparison.Detection(truth, GoldenMetrics.Results(overlap, truth), overlap == "segm" ? CocoOverlap.Mask : CocoOverlap.Box);

        var golden = GoldenMetrics.Numbers.GetProperty(set).GetProperty(overlap);
        Compare(golden, report);
        foreach (var category in report.Categories)
        {
            Compare(golden.GetProperty("per_category_AP_per_threshold").GetProperty(category.Name), category.AveragePrecisionAtThresholds);
            Compare(golden.GetProperty("per_category_recall_per_threshold_max100").GetProperty(category.Name), category.RecallAtThresholds);
        }
    }

    [Fact]
    public void Detection_ResultsWithMaskAndBox_AreaIsTheBoxes()
    {
        var truth = GoldenMetrics.Truth();
        var (masks, boxes) = (GoldenMetrics.Results("segm", truth), GoldenMetrics.Results("bbox", truth));
        var measure = new CocoDetection(truth.Categories, CocoOverlap.Mask);

        foreach (var image in truth.Images)
            measure.Add(image.Id, image.Objects, [.. masks.Of(image.Id).Zip(boxes.Of(image.Id), (mask, box) => mask with { Box = box.Box })]);

        Compare(GoldenMetrics.Numbers.GetProperty("coco_results_with_both_fields_segm"), measure.Finish());
    }

    [Fact]
    public void Detection_TruthAsResults_Perfect()
    {
        var truth = GoldenMetrics.Truth();
        var measure = new CocoDetection(truth.Categories, CocoOverlap.Mask);

        foreach (var image in truth.Images)
            measure.Add(image.Id, image.Objects, [.. image.Objects.Select(item => new PredictedObject(item.Category, 1, item.Mask))]);

        Compare(GoldenMetrics.Numbers.GetProperty("coco_perfect_segm"), measure.Finish());
    }

    private static void Compare(JsonElement golden, CocoReport report)
    {
        (string Name, double Value)[] numbers =
        [
            ("AP", report.AveragePrecision), ("AP50", report.AveragePrecision50), ("AP75", report.AveragePrecision75),
            ("AP_small", report.AveragePrecisionSmall), ("AP_medium", report.AveragePrecisionMedium), ("AP_large", report.AveragePrecisionLarge),
            ("AR_max1", report.AverageRecall1), ("AR_max10", report.AverageRecall10), ("AR_max100", report.AverageRecall100),
            ("AR_small", report.AverageRecallSmall), ("AR_medium", report.AverageRecallMedium), ("AR_large", report.AverageRecallLarge),
        ];
        Assert.All(numbers, number => Assert.Equal(golden.GetProperty(number.Name).GetDouble(), number.Value, Tolerance));
    }

    private static void Compare(JsonElement golden, IReadOnlyList<double> values)
    {
        Assert.Equal(golden.GetArrayLength(), values.Count);
        Assert.All(golden.EnumerateArray().Zip(values), pair => Assert.Equal(pair.First.GetDouble(), pair.Second, Tolerance));
    }
}
