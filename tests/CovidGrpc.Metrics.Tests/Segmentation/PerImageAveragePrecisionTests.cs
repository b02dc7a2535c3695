using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.Files;
using CovidGrpc.Metrics.Segmentation.PerImage;

namespace CovidGrpc.Metrics.Tests.Segmentation;

/// <summary>The authors' measure against what their code computed on twenty images of traps.</summary>
public sealed class PerImageAveragePrecisionTests
{
    [Fact]
    public void Add_GoldenImages_AllTwoHundredValues()
    {
        var (truth, measure) = (GoldenMetrics.Truth(), new PerImageAveragePrecision());
        var results = GoldenMetrics.Results("segm", truth);
        var rows = GoldenMetrics.Numbers.GetProperty("authors").GetProperty("per_image_ap_rows_thresholds_columns_images");

        for (var image = 0; image < truth.Images.Count; image++)
        {
            var values = measure.Add(null, truth.Images[image].Objects, results.Of(truth.Images[image].Id));
            for (var threshold = 0; threshold < values.Count; threshold++)
                Assert.Equal(rows[threshold][image].GetDouble(), values[threshold], 1e-6);
        }

        Assert.Equal(20, truth.Images.Count);
    }

    [Fact]
    public void Finish_GoldenImages_MeansWithinTheirIntervals()
    {
        var truth = GoldenMetrics.Truth();

        var report = CocoComparison.PerImage(truth, GoldenMetrics.Results("segm", truth));

        var authors = GoldenMetrics.Numbers.GetProperty("authors");
        Assert.Equal(authors.GetProperty("mAP").GetDouble(), report.Mean.Value, 1e-6);
        var means = authors.GetProperty("mean_over_images_per_threshold").EnumerateObject().Select(mean => mean.Value.GetDouble()).ToArray();
        Assert.Equal(means.Length, report.AtThresholds.Count);
        Assert.All(means.Zip(report.AtThresholds), pair => Assert.Equal(pair.First, pair.Second.Value, 1e-6));
        Assert.Equal(means[0], report.At50.Value, 1e-6);
        Assert.Equal(means[5], report.At75.Value, 1e-6);
        Assert.InRange(report.Mean.Value, report.Mean.Lower, report.Mean.Upper);
        Assert.Equal((20, 20), (report.Images, report.Patients));
    }

    [Fact]
    public void Finish_ImagesOfOnePatientAlike_WiderIntervalThanOfStrangers()
    {
        var mask = RunLengthMask.FromRuns([0, 4], 2, 2);
        PerImageReport Report(Func<int, string?> patientOf)
        {
            var measure = new PerImageAveragePrecision();
            for (var image = 0; image < 200; image++)
            {
                var found = image / 20 % 2 == 0;
                measure.Add(patientOf(image), [new TruthObject(1, mask)], found ? [new PredictedObject(1, 0.9, mask)] : []);
            }

            return measure.Finish();
        }

        var (strangers, patients) = (Report(_ => null).Mean, Report(image => $"{image / 20}").Mean);

        Assert.Equal(0.5, strangers.Value, 1e-6);
        Assert.Equal(0.5, patients.Value, 1e-6);
        Assert.True(patients.Upper - patients.Lower > 2 * (strangers.Upper - strangers.Lower));
    }

    [Fact]
    public void Finish_NoImage_NotDefinedAndTold()
    {
        var report = new PerImageAveragePrecision().Finish();

        Assert.True(double.IsNaN(report.Mean.Value));
        Assert.Single(report.Notes);
    }

    [Fact]
    public void Add_NoMask_ArgumentException()
    {
        Assert.Throws<ArgumentException>(() => new PerImageAveragePrecision().Add(null, [new TruthObject(1, null)], []));
    }
}
