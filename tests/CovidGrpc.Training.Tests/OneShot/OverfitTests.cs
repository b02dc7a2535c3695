using CovidGrpc.Training.Data;
using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.OneShot;
using CovidGrpc.Training.Tests.Runs;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.OneShot;

public sealed class OverfitTests
{
    private const int Side = 128;
    private const int Phantoms = 8;
    private const int Rounds = 60;

    [Fact]
    public void Learn_EightPhantomsAgainAndAgain_KnowsThemByHeart()
    {
        set_num_threads(Environment.ProcessorCount);
        using var run = new SmallRun(changeModel: model => model["detection"]!["anchors"]!["sizes"] = new System.Text.Json.Nodes.JsonArray(8, 16, 32, 56));
        using var network = OneShotNetwork.Load(ModelFolder.Open(run.PathOf("model")), CPU);
        InitialWeights.Fill(network.State, seed: 1);
        var settings = new RecipeSettings
        {
            ImageSide = Side, LearningRate = 1e-3, WeightDecay = 0, PositiveRoiIou = 0.5, NegativeRoiIou = 0.5, PositiveAnchorIou = 0.6, RoiSampleSize = 64, MostPositiveRois = 24,
            InstancesTakeTurns = true, TrainsReduction = true,
        };
        using var learner = new OneShotLearner(network, settings, seed: 1);
        var phantoms = new PhantomSlices("phantoms", new() { Side = Side, Seed = 9 }, Phantoms);
        var slices = phantoms.Entries.Select(entry => phantoms.Load(entry, TestContext.Current.CancellationToken)).ToArray();

        var losses = Enumerable.Range(0, Rounds).Select(round => Round(learner, slices, round)).ToArray();

        Assert.True(losses[^1].Class < losses[0].Class / 10, $"class loss {losses[0].Class} to {losses[^1].Class}");
        Assert.True(losses[^1].Total < losses[0].Total / 3, $"total loss {losses[0].Total} to {losses[^1].Total}");
    }

    private static (double Class, double Total) Round(OneShotLearner learner, LabelledSlice[] slices, int round)
    {
        var losses = slices.Index().Select(each => learner.Learn(
            round * Phantoms + each.Index,
            new([(SampleDraw.Input(each.Item), SampleDraw.Target(each.Item))], [(SampleDraw.Input(each.Item), each.Item.Class!.Value)]),
            1e-3)).ToArray();
        return (losses.Average(each => each[LossMeans.Class]), losses.Average(each => each[LossMeans.Segmentation] + each[LossMeans.Class]));
    }
}
