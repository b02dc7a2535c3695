using CovidGrpc.Training.Evaluation;
using CovidGrpc.Training.Phantoms.Numerics;

namespace CovidGrpc.Training.Tests.Evaluation;

public sealed class TemperatureFitTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_ClassesDrawnAtATemperature_FindsIt(double temperature)
    {
        var random = new SeededRandom(1);
        var cases = Enumerable.Range(0, 20_000).Select(_ => Case(random, temperature)).ToArray();

        Assert.Equal(temperature, TemperatureFit.Fit(cases), 0.05 * temperature);
    }

    [Fact]
    public void Fit_AlwaysRight_AsSureAsAllowed()
    {
        (float[], int)[] cases = [([0.5f, 0, 0], 0), ([0, 0.4f, 0], 1)];

        Assert.Equal(TemperatureFit.Least, TemperatureFit.Fit(cases), 1e-3);
    }

    private static (float[] Logits, int Truth) Case(SeededRandom random, double temperature)
    {
        float[] logits = [.. Enumerable.Range(0, 3).Select(_ => (float)(2 * random.Normal()))];
        var shares = logits.Select(logit => Math.Exp(logit / temperature)).ToArray();
        var at = random.NextDouble() * shares.Sum();
        return (logits, at < shares[0] ? 0 : at < shares[0] + shares[1] ? 1 : 2);
    }
}
