using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.Overlap;

namespace CovidGrpc.Metrics.Tests.Segmentation;

public sealed class TissueOverlapTests
{
    private const int Side = 24;

    private static readonly ObjectCategory[] Tissues = [new(1, "lung"), new(2, "ground_glass_opacity")];

    [Fact]
    public void Finish_TwoImages_MeanAndPooledByHand()
    {
        var overlap = new TissueOverlap(Tissues);
        // Lung: 4 of 6 and 4 common, then 1 of 1 and 2 without any common. No lesion in the first image.
        overlap.AddLabels("a", [1, 1, 1, 1, 1, 1, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0]);
        overlap.AddLabels("b", [1, 2, 2, 0, 0, 0, 0, 0], [0, 2, 0, 0, 0, 0, 1, 1]);

        var report = overlap.Finish();

        var (lung, lesion) = (report.Tissues[0], report.Tissues[1]);
        Assert.Equal((0.8 + 0) / 2, lung.Dice.Value, 1e-12);
        Assert.Equal((4.0 / 6 + 0) / 2, lung.IntersectionOverUnion.Value, 1e-12);
        Assert.Equal(8.0 / 13, lung.PooledDice.Value, 1e-12);
        Assert.Equal(4.0 / 9, lung.PooledIntersectionOverUnion.Value, 1e-12);
        Assert.Equal((2, 0), (lung.DefinedImages, lung.EmptyImages));
        Assert.Equal(2.0 / 3, lesion.Dice.Value, 1e-12);
        Assert.Equal((1, 1), (lesion.DefinedImages, lesion.EmptyImages));
        Assert.Equal((0.0, 0.8), (Math.Round(lung.Dice.Lower, 6), Math.Round(lung.Dice.Upper, 6)));
        Assert.StartsWith("ground_glass_opacity: 1 of 2 images have none", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Equal("dice/lung", report.Measures.First().Name);
    }

    [Fact]
    public void Add_InstancesThatOverlap_AsTheirUnionOnLabelMaps()
    {
        var random = new Random(3);
        var (byMasks, byLabels) = (new TissueOverlap([Tissues[0]]), new TissueOverlap([Tissues[0]]));
        for (var image = 0; image < 30; image++)
        {
            bool[][] truths = [.. Enumerable.Range(0, image % 4).Select(_ => Rectangle(random))];
            bool[][] found = [.. Enumerable.Range(0, image % 3).Select(_ => Rectangle(random))];

            var masks = byMasks.Add(null, [.. truths.Select(mask => new TruthObject(1, Mask(mask)))], [.. found.Select(mask => new PredictedObject(1, 0.5, Mask(mask)))]);
            var labels = byLabels.AddLabels(null, Labels(truths), Labels(found));

            Assert.Equal(labels, masks);
        }

        Assert.Equal(byLabels.Finish().Measures, byMasks.Finish().Measures);
    }

    [Fact]
    public void Add_PredictionBelowTheScore_DoesNotCount()
    {
        var mask = RunLengthMask.FromRuns([0, 4], 2, 2);

        var counts = new TissueOverlap([Tissues[0]], leastScore: 0.6).Add(null, [], [new(1, 0.59, mask), new(2, 0.9, mask)]);

        Assert.True(Assert.Single(counts).IsEmpty);
    }

    [Fact]
    public void Finish_TissueNowhere_NotDefined()
    {
        var overlap = new TissueOverlap(Tissues);
        overlap.AddLabels(null, [1, 0], [1, 0]);

        var lesion = overlap.Finish().Tissues[1];

        Assert.Equal((0, 1), (lesion.DefinedImages, lesion.EmptyImages));
        Assert.True(double.IsNaN(lesion.Dice.Value) && double.IsNaN(lesion.PooledIntersectionOverUnion.Value));
    }

    [Fact]
    public void All_GoldenFiles_EveryMeasureUnderItsName()
    {
        var truth = GoldenMetrics.Truth();

        var report = Metrics.Segmentation.Files.CocoComparison.All(truth, GoldenMetrics.Results("segm", truth));

        var measures = report.Measures.ToDictionary(measure => measure.Name, measure => measure.Estimate.Value);
        Assert.Equal(GoldenMetrics.Numbers.GetProperty("authors").GetProperty("mAP").GetDouble(), measures["authors/map"], 1e-6);
        Assert.Equal(report.PerImage.At50.Value, measures["authors/ap50"]);
        Assert.Equal(report.PerImage.AtThresholds[9].Value, measures["authors/ap95"]);
        Assert.Equal(GoldenMetrics.Numbers.GetProperty("coco").GetProperty("segm").GetProperty("AP50").GetDouble(), measures["coco/segm/ap50"], 1e-9);
        Assert.Contains("coco/bbox/ar_large", measures.Keys);
        Assert.All(truth.Categories, category => Assert.Contains($"dice_pooled/{category.Name}", measures.Keys));
    }

    private static bool[] Rectangle(Random random)
    {
        var (x, y, width, height) = (random.Next(Side), random.Next(Side), random.Next(1, Side), random.Next(1, Side));
        return [.. Enumerable.Range(0, Side * Side).Select(pixel => pixel % Side >= x && pixel % Side < x + width && pixel / Side >= y && pixel / Side < y + height)];
    }

    private static RunLengthMask Mask(bool[] pixels) => RunLengthMask.FromPixels(pixels, Side, Side);

    private static byte[] Labels(bool[][] masks) => [.. Enumerable.Range(0, Side * Side).Select(pixel => masks.Any(mask => mask[pixel]) ? (byte)1 : (byte)0)];
}
