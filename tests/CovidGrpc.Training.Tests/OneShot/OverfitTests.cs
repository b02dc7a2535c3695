using CovidGrpc.Training.Tests.Runs;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Tests.OneShot;

public sealed class OverfitTests
{
    [Fact]
    public void Learn_EightPhantomsAgainAndAgain_KnowsThemByHeart()
    {
        using var run = new SmallRun(changeModel: model => model["detection"]!["anchors"]!["sizes"] = new System.Text.Json.Nodes.JsonArray(8, 16, 32, 56));

        var losses = new PhantomOverfit(Side: 128, Phantoms: 8, Rounds: 60).Run(ModelFolder.Open(run.PathOf("model")), TestContext.Current.CancellationToken);

        TestContext.Current.SendDiagnosticMessage($"{losses}");
        Assert.True(losses.LastClass < losses.FirstClass / 10, $"class loss {losses.FirstClass} to {losses.LastClass}");
        Assert.True(losses.LastTotal < losses.FirstTotal / 3, $"total loss {losses.FirstTotal} to {losses.LastTotal}");
    }
}
