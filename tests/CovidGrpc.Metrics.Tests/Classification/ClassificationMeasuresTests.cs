using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Tests.Classification;

/// <summary>Measures over streamed cases, against definitions written out the slow way.</summary>
public sealed class ClassificationMeasuresTests
{
    private static readonly BootstrapOptions NoIntervals = new() { Resamples = 0 };

    [Fact]
    public void Finish_RandomCasesWithTies_AsTheDefinitionsSay()
    {
        var cases = RandomCases(400);

        var report = Measure(cases, NoIntervals);

        foreach (var each in CaseClasses.All)
            Assert.Equal(SlowAuc(cases, each), report[ClassMeasure.Auc, each].Value, 1e-12);
        Assert.Equal(cases.Average(item => CaseClasses.All.Sum(each => Math.Pow(item.Prediction[each] - (each == item.Truth ? 1 : 0), 2))),
            report[OverallMeasure.Brier].Value, 1e-12);
        Assert.Equal(SlowCalibrationError(cases), report[OverallMeasure.CalibrationError].Value, 1e-12);
        foreach (var (truth, predicted) in CaseClasses.All.SelectMany(truth => CaseClasses.All.Select(predicted => (truth, predicted))))
        {
            Assert.Equal(cases.Count(item => item.Truth == truth && item.Prediction.Predicted == predicted), report.Confusion[truth, predicted]);
        }

        Assert.Equal(report.Confusion.MacroF1, report[OverallMeasure.MacroF1].Value);
        Assert.Equal(report.Confusion.ClassAdjustedF1, report[OverallMeasure.ClassAdjustedF1].Value);
    }

    [Fact]
    public void Finish_Curves_RiseToTheCornerAndEncloseTheArea()
    {
        var report = Measure(RandomCases(5000), NoIntervals);

        foreach (var each in CaseClasses.All)
        {
            var points = report.Curves[(int)each];
            Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(
                pair.Second.Threshold < pair.First.Threshold && pair.Second.Sensitivity >= pair.First.Sensitivity && pair.Second.FalsePositiveRate >= pair.First.FalsePositiveRate));
            Assert.Equal((1.0, 1.0), (points[^1].Sensitivity, points[^1].FalsePositiveRate));
            OperatingPoint[] all = [new(1, 0, 0, 1), .. points];
            var area = all.Zip(all.Skip(1)).Sum(pair => (pair.Second.FalsePositiveRate - pair.First.FalsePositiveRate) * (pair.First.Sensitivity + pair.Second.Sensitivity) / 2);
            Assert.Equal(report[ClassMeasure.Auc, each].Value, area, 2e-3);
            Assert.InRange(points.Count, 2, 1002);
        }
    }

    [Fact]
    public void Finish_Calibration_CasesInTheirBins()
    {
        var measures = new ClassificationMeasures(NoIntervals);
        measures.Add("a", CaseClass.Control, new(1, 0, 0));
        measures.Add("b", CaseClass.Covid19, new(0, 1, 0));
        measures.Add("c", CaseClass.Covid19, new(0.2, 0.2, 0.6));

        var report = measures.Finish();

        Assert.Equal(ClassificationMeasures.Bins, report.Calibration.Count);
        Assert.Equal((2, 1.0, 0.5), (report.Calibration[^1].Cases, report.Calibration[^1].MeanConfidence, report.Calibration[^1].Accuracy));
        Assert.Equal((1, 0.6, 1.0), (report.Calibration[8].Cases, report.Calibration[8].MeanConfidence, report.Calibration[8].Accuracy));
        Assert.True(double.IsNaN(report.Calibration[0].Accuracy));
        Assert.Equal((2 * 0.5 + 0.4) / 3, report[OverallMeasure.CalibrationError].Value, 1e-12);
    }

    [Fact]
    public void Finish_SeededTwice_EqualIntervalsAroundTheValues()
    {
        var cases = RandomCases(400);

        var (first, second) = (Measure(cases, new()).Measures.ToArray(), Measure(cases, new()).Measures.ToArray());

        Assert.Equal(first, second);
        Assert.Equal(20, first.Length);
        Assert.All(first.Where(measure => measure.Name != "calibration_error"), measure => Assert.InRange(measure.Estimate.Value, measure.Estimate.Lower, measure.Estimate.Upper));
        Assert.Equal(["sensitivity/control", "sensitivity/common_pneumonia", "sensitivity/covid19"], first[..3].Select(measure => measure.Name));
    }

    [Fact]
    public void Finish_CasesOfOnePatientAlike_WiderIntervalThanOfStrangers()
    {
        double Width(Func<int, string?> patientOf)
        {
            var measures = new ClassificationMeasures();
            for (var item = 0; item < 400; item++)
                measures.Add(patientOf(item), CaseClass.Covid19, item / 20 % 2 == 0 ? new(0, 0, 1) : new(1, 0, 0));
            var accuracy = measures.Finish()[OverallMeasure.Accuracy];
            return accuracy.Upper - accuracy.Lower;
        }

        Assert.True(Width(item => $"{item / 20}") > 3 * Width(_ => null));
    }

    [Fact]
    public void Finish_WhatIsNotDefined_IsNaNAndTold()
    {
        var measures = new ClassificationMeasures();
        measures.Add("a", CaseClass.Control, new(1, 0, 0));
        measures.Add("b", CaseClass.Control, new(0.4, 0.6, 0));
        measures.AddUnanswered();

        var report = measures.Finish();

        Assert.True(double.IsNaN(report[ClassMeasure.Auc, CaseClass.Control].Value));
        Assert.True(double.IsNaN(report[ClassMeasure.Sensitivity, CaseClass.Covid19].Value));
        Assert.Equal(0.5, report[OverallMeasure.Accuracy].Value);
        Assert.Equal((2, 1), (report.Cases, report.Unanswered));
        Assert.Contains(report.Notes, note => note.StartsWith("auc/control: not defined", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.StartsWith("1 cases have no answer", StringComparison.Ordinal));
    }

    [Fact]
    public void Finish_NoCase_NothingIsDefined()
    {
        var report = new ClassificationMeasures().Finish();

        Assert.All(report.Measures, measure => Assert.True(double.IsNaN(measure.Estimate.Value)));
        Assert.Single(report.Notes);
    }

    [Fact]
    public void Finish_Cancelled_Ends()
    {
        var measures = new ClassificationMeasures();
        measures.Add("a", CaseClass.Control, new(1, 0, 0));
        measures.Add("b", CaseClass.Control, new(1, 0, 0));

        Assert.ThrowsAny<OperationCanceledException>(() => measures.Finish(new CancellationToken(true)));
    }

    [Theory]
    [InlineData(0.5, 0.5, 0.5)]
    [InlineData(double.NaN, 0.5, 0.5)]
    [InlineData(-0.1, 0.6, 0.5)]
    [InlineData(0, 0, 0)]
    public void Add_NoProbabilities_ArgumentException(double control, double pneumonia, double covid)
    {
        Assert.Throws<ArgumentException>(() => new ClassificationMeasures().Add(null, CaseClass.Control, new(control, pneumonia, covid)));
    }

    private static ClassificationReport Measure(IEnumerable<(string Patient, CaseClass Truth, ClassProbabilities Prediction)> cases, BootstrapOptions options)
    {
        var measures = new ClassificationMeasures(options);
        foreach (var (patient, truth, prediction) in cases)
            measures.Add(patient, truth, prediction);
        return measures.Finish();
    }

    /// <summary>Cases of sixty patients; probabilities in steps of a fiftieth, so that many are equal.</summary>
    private static (string Patient, CaseClass Truth, ClassProbabilities Prediction)[] RandomCases(int count)
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            var truth = (CaseClass)random.Next(3);
            var first = random.Next(51);
            var second = random.Next(51 - first);
            var shares = new[] { first, second, 50 - first - second };
            if (random.Next(3) > 0)
                (shares[(int)truth], shares[Array.IndexOf(shares, shares.Max())]) = (shares.Max(), shares[(int)truth]);
            return ($"p{random.Next(60)}", truth, new ClassProbabilities(shares[0] / 50.0, shares[1] / 50.0, shares[2] / 50.0));
        })];
    }

    private static double SlowAuc((string Patient, CaseClass Truth, ClassProbabilities Prediction)[] cases, CaseClass each)
    {
        var pairs = from positive in cases
                    where positive.Truth == each
                    from negative in cases
                    where negative.Truth != each
                    select positive.Prediction[each].CompareTo(negative.Prediction[each]) switch { > 0 => 1.0, 0 => 0.5, _ => 0.0 };
        return pairs.Average();
    }

    private static double SlowCalibrationError((string Patient, CaseClass Truth, ClassProbabilities Prediction)[] cases) =>
        Enumerable.Range(0, 15).Sum(bin =>
        {
            var inside = cases.Where(item => item.Prediction[item.Prediction.Predicted] > bin / 15.0 && item.Prediction[item.Prediction.Predicted] <= (bin + 1) / 15.0).ToArray();
            return inside.Length == 0 ? 0 : Math.Abs(
                inside.Count(item => item.Prediction.Predicted == item.Truth) - inside.Sum(item => item.Prediction[item.Prediction.Predicted])) / cases.Length;
        });
}
