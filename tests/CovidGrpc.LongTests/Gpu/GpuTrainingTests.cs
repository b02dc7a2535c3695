using System.Globalization;
using CovidGrpc.Testing;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.OneShot;
using CovidGrpc.Training.Tests.OneShot;
using CovidGrpc.Vision.Models;
using TorchSharp;

namespace CovidGrpc.LongTests.Gpu;

/// <summary>Training on a GPU, held against training on the CPU.</summary>
public sealed class GpuTrainingTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Learn_FirstSteps_LossesOfTheCpu()
    {
        var onGpu = Cuda.Require();

        var (expected, actual) = (Losses(torch.CPU), Losses(onGpu.Device));

        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        output.WriteLine(string.Join("; ", expected.Select(loss => string.Create(CultureInfo.InvariantCulture, $"{loss.Key} {loss.Value:F5} {actual[loss.Key]:F5}"))));
        Assert.All(expected, loss => Assert.Equal(loss.Value, actual[loss.Key], 1e-2 * Math.Max(1, Math.Abs(loss.Value))));
    }

    [Fact]
    public void Learn_EightPhantomsAgainAndAgain_KnowsThemByHeart()
    {
        PhantomOverfit.OfEight(Cuda.Require().Device, Cancellation).AssertFallen();
    }

    // Of the second of two iterations, so that weights that were learned count.
    private static IReadOnlyDictionary<string, double> Losses(torch.Device device)
    {
        var network = OneShotNetwork.Load(ModelFolder.Open(Repository.PathOf("deploy", "training", "demo")), device);
        InitialWeights.Fill(network.State, seed: 1);
        using var learner = new OneShotLearner(network, new RecipeSettings { ImageSide = 512, InstancesTakeTurns = true, TrainsReduction = true }, seed: 1);
        var source = new PhantomSlices("phantoms", new() { Side = 512, Seed = 1 }, 2);
        IReadOnlyDictionary<string, double> last = new Dictionary<string, double>();
        foreach (var (i, entry) in source.Entries.Index())
        {
            var slice = source.Load(entry, Cancellation);
            last = learner.Learn(i, new([(SampleDraw.Input(slice), SampleDraw.Target(slice))], [(SampleDraw.Input(slice), slice.Class!.Value)]), 1e-4);
        }

        return last;
    }
}
