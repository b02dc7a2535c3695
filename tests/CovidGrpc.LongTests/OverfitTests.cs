using CovidGrpc.Testing;
using CovidGrpc.Training.Tests.OneShot;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.LongTests;

public sealed class OverfitTests
{
    /// <summary>One thread, about an hour: two threads of libtorch spin where anything runs beside them.</summary>
    [Fact]
    public void Learn_SixtyFourPhantomsAtFullSize_KnowsThemByHeart()
    {
        var model = Repository.PathOf("deploy", "training", "demo");

        var losses = new PhantomOverfit(Side: 512, Phantoms: 64, Rounds: 60).Run(ModelFolder.Open(model), TestContext.Current.CancellationToken);

        Assert.True(losses.LastClass < losses.FirstClass / 10, $"class loss {losses.FirstClass} to {losses.LastClass}");
        Assert.True(losses.LastTotal < losses.FirstTotal / 3, $"total loss {losses.FirstTotal} to {losses.LastTotal}");
    }
}
