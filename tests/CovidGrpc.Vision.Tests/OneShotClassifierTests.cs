
namespace CovidGrpc.Vision.Tests;

public sealed class OneShotClassifierTests(TestModels models)
{
    private static readonly float[] Sequence = [.. Enumerable.Range(0, RoiSequence.Length * RoiSequence.Width).Select(i => MathF.Sin(i))];

    [Fact]
    public void Classify_AnySequence_WeightsAndProbabilitiesSumToOne()
    {
        var answer = models.Classifier("resnet18").Classify(Sequence);

        Assert.Equal(1, answer.Probabilities.Sum(), 1e-5);
        Assert.Equal(1, answer.AttentionPositive.Sum(), 1e-5);
        Assert.Equal(1, answer.AttentionNegative.Sum(), 1e-5);
        Assert.Equal(RoiSequence.Length, answer.AttentionPositive.Length);
        var exponentials = answer.Logits.Select(logit => Math.Exp(logit)).ToArray();
        Assert.Equal(exponentials[2] / exponentials.Sum(), answer.Probabilities[2], 1e-5);
    }

    [Fact]
    public void Classify_Temperature_SoftensProbabilitiesOnly()
    {
        using var warm = OneShotClassifier.Load(TestModels.Folder("resnet18", change: manifest => manifest["classification"]!["temperature"] = 4), Placement.Cpu);

        var plain = models.Classifier("resnet18").Classify(Sequence);
        var softened = warm.Classify(Sequence);

        Assert.Equal(plain.Logits, softened.Logits);
        Assert.Equal(
            (plain.Logits[0] - plain.Logits[1]) / 4, Math.Log(softened.Probabilities[0] / softened.Probabilities[1]), 1e-4);
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(0)]
    public void Classify_WrongLength_ArgumentException(int length)
    {
        Assert.Throws<ArgumentException>(() => models.Classifier("resnet18").Classify(new float[length]));
    }

    [Fact]
    public void Classify_NotANumber_ArgumentException()
    {
        var damaged = Sequence.ToArray();
        damaged[7] = float.NaN;

        Assert.Throws<ArgumentException>(() => models.Classifier("resnet18").Classify(damaged));
    }

    [Fact]
    public void Classify_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => models.Classifier("resnet18").Classify(Sequence, cancelled.Token));
    }
}
