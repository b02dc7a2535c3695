using CovidGrpc.Classification.Scans;

namespace CovidGrpc.Classification.Tests.Scans;

public sealed class ScanAggregationTests
{
    private static readonly double[] Control = [0.8, 0.1, 0.1];
    private static readonly double[] Healthy = [0.98, 0.01, 0.01];
    private static readonly double[] Covid = [0.1, 0.1, 0.8];

    [Fact]
    public void Of_SlicesThatAgree_HasTheirProbabilities()
    {
        var verdict = ScanAggregation.Of([new(0, Covid, 100), new(1, Covid, 250)])!;

        Assert.All(Covid.Zip(verdict.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 9));
        Assert.Equal([0], verdict.DecidingSlices);
    }

    [Fact]
    public void Of_DiseaseInHalfOfTheLung_IsHeard()
    {
        SliceVote[] votes = [.. Enumerable.Range(0, 10).Select(i => new SliceVote(i, i is >= 2 and < 7 ? Covid : Control, 100))];

        var verdict = ScanAggregation.Of(votes)!;

        Assert.All(Covid.Zip(verdict.Probabilities), pair => Assert.Equal(pair.First, pair.Second, 9));
        Assert.Equal([2, 3, 4, 5, 6], verdict.DecidingSlices);
    }

    [Fact]
    public void Of_SlicesThatDisagree_WeighsThemByTheirLung()
    {
        // By hand: the mean logarithms weighted 3 to 1, and their softmax.
        var logs = new[] { 0.75 * Math.Log(0.8) + 0.25 * Math.Log(0.1), Math.Log(0.1), 0.75 * Math.Log(0.1) + 0.25 * Math.Log(0.8) };

        var verdict = ScanAggregation.Of([new(0, Covid, 100), new(1, Control, 300), new(2, Healthy, 300), new(3, Healthy, 300)])!;

        Assert.All(logs.Zip(verdict.LogProbabilities), pair => Assert.Equal(pair.First, pair.Second, 9));
        Assert.Equal(Math.Exp(logs[0]) / logs.Sum(Math.Exp), verdict.Probabilities[0], 9);
        Assert.Equal([1, 0], verdict.DecidingSlices);
    }

    [Fact]
    public void Of_SlicesWithLittleLung_AreLeftOut()
    {
        var verdict = ScanAggregation.Of([new(0, Control, 19), new(1, Covid, 100), new(2, Control, 0)])!;

        Assert.Equal([1], verdict.DecidingSlices);
        Assert.Equal(0.8, verdict.Probabilities[2], 9);
    }

    [Fact]
    public void Of_LungUnknown_CountsAllTheSame()
    {
        var verdict = ScanAggregation.Of([new(0, Control, 0), new(1, Covid, 0), new(2, Covid, 0)])!;

        Assert.Equal(2, verdict.Probabilities.ToList().IndexOf(verdict.Probabilities.Max()));
        Assert.Equal([1, 2], verdict.DecidingSlices);
    }

    [Fact]
    public void Of_OneSliceThatIsSure_DoesNotSilenceTheOthers()
    {
        var votes = Enumerable.Range(0, 20).Select(i => new SliceVote(i, Covid, 100)).Append(new SliceVote(20, [0, 1, 0], 100));

        Assert.Equal(2, ScanAggregation.Of(votes)!.Probabilities.ToList().IndexOf(ScanAggregation.Of(votes)!.Probabilities.Max()));
    }

    [Fact]
    public void Of_AnyOrder_IsTheSame()
    {
        var random = new Random(3);
        var votes = Enumerable.Range(0, 30).Select(i => new SliceVote(i, random.Next(2) == 0 ? Control : Covid, random.Next(1, 1000))).ToArray();
        var expected = ScanAggregation.Of(votes)!;
        random.Shuffle(votes);

        Assert.Equal(expected.Probabilities, ScanAggregation.Of(votes)!.Probabilities);
        Assert.Equal(expected.DecidingSlices, ScanAggregation.Of(votes)!.DecidingSlices);
    }

    [Fact]
    public void Of_NothingJudged_IsNoVerdict()
    {
        Assert.Null(ScanAggregation.Of([]));
        Assert.Null(ScanAggregation.Of([new(0, null, 100)]));
    }
}
