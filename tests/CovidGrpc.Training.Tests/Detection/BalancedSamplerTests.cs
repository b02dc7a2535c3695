using CovidGrpc.Training.Detection;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.Detection;

public sealed class BalancedSamplerTests
{
    // A hundred boxes of one instance, then one of another, then background.
    private static readonly long[] Instances = [.. Enumerable.Repeat(0L, 100), 1, .. Enumerable.Repeat((long)BoxMatches.Background, 20)];

    [Fact]
    public void Draw_InTurn_SmallInstanceIsNeverLeftOut()
    {
        using var scope = NewDisposeScope();
        for (var seed = 0; seed < 20; seed++)
        {
            var sampler = new BalancedSampler(12, 6, Permutations.Seeded(seed)) { TakesTurns = true };

            var (positive, negative, _) = sampler.Draw(new(tensor(Instances), 0));

            Assert.Contains(100, positive.data<long>().ToArray());
            Assert.Equal((6, 6), (positive.shape[0], negative.shape[0]));
        }
    }

    [Fact]
    public void Draw_AsTheAuthors_EachBoxIsAsLikely()
    {
        using var scope = NewDisposeScope();

        var drawn = Enumerable.Range(0, 300).Count(seed =>
            new BalancedSampler(12, 6, Permutations.Seeded(seed)).Draw(new(tensor(Instances), 0)).Positive.data<long>().ToArray().Contains(100));

        // 6 of 101 in each draw: 18 of 300, give or take 4 (binomial).
        Assert.InRange(drawn, 3, 40);
    }
}
