using System.Text.Json.Nodes;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.OneShot;
using CovidGrpc.Training.Tests.Runs;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.OneShot;

/// <summary>Learns a few phantoms again and again, from scratch, with fixed seeds: a recipe that cannot know them by heart can learn nothing.</summary>
/// <param name="Side">Rows and columns of a phantom and of the network's image.</param>
/// <param name="Phantoms">How many.</param>
/// <param name="Rounds">How often each is learned from.</param>
/// <param name="PeakRate">The learning rate of the first round; that of the last is near its tenth.</param>
/// <param name="Threads">Of libtorch. One where tests of other projects run beside: threads that wait for each other would spin.</param>
internal sealed record PhantomOverfit(int Side, int Phantoms, int Rounds, double PeakRate = 1e-3, int Threads = 1)
{
    private const int Seed = 1;

    /// <summary>What computes.</summary>
    internal Device Device { get; init; } = CPU;

    /// <summary>Rounds that follow, in which the class alone is learned and all that finds tissues is held fast, as the demo model learned it.</summary>
    internal int ClassRounds { get; init; }

    /// <summary>Eight phantoms and a small network, in a minute or two.</summary>
    internal static OverfitLosses OfEight(Device device, CancellationToken cancellation)
    {
        using var run = new SmallRun(changeModel: model => model["detection"]!["anchors"]!["sizes"] = new JsonArray(8, 16, 32, 56));
        var overfit = new PhantomOverfit(Side: 128, Phantoms: 8, Rounds: 40) { ClassRounds = 16, Device = device };
        return overfit.Run(ModelFolder.Open(run.PathOf("model")), cancellation);
    }

    /// <summary>Learns on a model's network, whose weights are filled anew.</summary>
    internal OverfitLosses Run(ModelFolder model, CancellationToken cancellation)
    {
        set_num_threads(Threads);
        var network = OneShotNetwork.Load(model, Device);
        InitialWeights.Fill(network.State, Seed);
        using var together = new OneShotLearner(network, Settings, Seed);
        using var classAlone = new OneShotLearner(network, Settings with { BackboneLearnsClass = false }, Seed);
        var source = new PhantomSlices("phantoms", new() { Side = Side, Seed = Seed }, Phantoms);
        var slices = source.Entries.Select(entry => source.Load(entry, cancellation)).ToArray();
        var (first, last) = (default((double Class, double Segmentation)), default((double Class, double Segmentation)));
        for (var round = 0; round < Rounds + ClassRounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            last = round < Rounds
                ? Round(together, slices, round, withSegmentation: true, RateOf(round, Rounds))
                : Round(classAlone, slices, round, withSegmentation: false, RateOf(round - Rounds, ClassRounds)) with { Segmentation = last.Segmentation };
            if (round == 0)
                first = last;
            TestContext.Current.SendDiagnosticMessage(
                $"round {round + 1} of {Rounds + ClassRounds}: class loss {last.Class:0.0000}, total {last.Segmentation + last.Class:0.0000}");
        }

        return new(first.Class, last.Class, first.Segmentation + first.Class, last.Segmentation + last.Class);
    }

    private RecipeSettings Settings => new()
    {
        ImageSide = Side,
        WeightDecay = 0,
        PositiveAnchorIou = 0.6,
        PositiveRoiIou = 0.5,
        NegativeRoiIou = 0.5,
        RoiSampleSize = 64,
        MostPositiveRois = 24,
        InstancesTakeTurns = true,
        TrainsReduction = true,
    };

    private double RateOf(int round, int rounds)
    {
        return PeakRate * (1 - 0.9 * round / rounds);
    }

    private (double Class, double Segmentation) Round(OneShotLearner learner, LabelledSlice[] slices, int round, bool withSegmentation, double rate)
    {
        var losses = slices.Index().Select(each => learner.Learn((long)round * Phantoms + each.Index, Samples(each.Item, withSegmentation), rate)).ToArray();
        return (losses.Average(each => each[LossMeans.Class]), withSegmentation ? losses.Average(each => each[LossMeans.Segmentation]) : 0);
    }

    private static IterationSamples Samples(LabelledSlice slice, bool withSegmentation)
    {
        var input = SampleDraw.Input(slice);
        return new(withSegmentation ? [(input, SampleDraw.Target(slice))] : [], [(input, slice.Class!.Value)]);
    }
}
