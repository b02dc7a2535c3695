using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Segmentation;

namespace CovidGrpc.Reports.Tests;

/// <summary>Reports on made-up cases.</summary>
internal static class Measured
{
    /// <summary>A fair classifier on a thousand cases of a hundred patients.</summary>
    public static ClassificationReport Classifier()
    {
        var random = new Random(11);
        var measures = new ClassificationMeasures();
        for (var item = 0; item < 1000; item++)
        {
            var truth = (CaseClass)(random.Next(20) switch { < 9 => 0, < 16 => 1, _ => 2 });
            double[] odds = [.. CaseClasses.All.Select(each => Math.Exp(2 * random.NextDouble() + (each == truth ? 1.5 * random.NextDouble() + 0.3 : 0)))];
            var sum = odds.Sum();
            measures.Add($"p{random.Next(100)}", truth, new(odds[0] / sum, odds[1] / sum, odds[2] / sum));
        }

        return measures.Finish();
    }

    /// <summary>A segmenter whose instances are shifted by some pixels, on forty images.</summary>
    public static SegmentationReport Segmenter(string first = "lung")
    {
        var random = new Random(5);
        var measures = new SegmentationMeasures([new(1, first), new(2, "ground_glass_opacity"), new(3, "consolidation")]);
        for (var image = 0; image < 40; image++)
        {
            var truths = Enumerable.Range(0, 3).Select(_ => (Category: random.Next(1, 3), X: random.Next(40), Y: random.Next(40), Side: random.Next(10, 24))).ToArray();
            measures.Add(
                image,
                null,
                [.. truths.Select(truth => new TruthObject(truth.Category, Square(truth.X, truth.Y, truth.Side)))],
                [.. truths.Where(_ => random.Next(5) > 0).Select(truth => new PredictedObject(
                    random.Next(8) == 0 ? 3 - truth.Category : truth.Category, 0.4 + 0.6 * random.NextDouble(), Square(truth.X + random.Next(4), truth.Y + random.Next(4), truth.Side)))]);
        }

        return measures.Finish();
    }

    private static RunLengthMask Square(int x, int y, int side) => RunLengthMask.FromPixels(
        [.. Enumerable.Range(0, 64 * 64).Select(pixel => pixel % 64 >= x && pixel % 64 < x + side && pixel / 64 >= y && pixel / 64 < y + side)], 64, 64);
}
