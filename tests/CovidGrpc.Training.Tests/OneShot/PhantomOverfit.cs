using CovidGrpc.Training.Data;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.OneShot;
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

    /// <summary>Mean class loss, and mean of all losses together, in the first and in the last round.</summary>
    internal (double FirstClass, double LastClass, double FirstTotal, double LastTotal) Run(ModelFolder model, CancellationToken cancellation)
    {
        set_num_threads(Threads);
        var network = OneShotNetwork.Load(model, Device);
        InitialWeights.Fill(network.State, Seed);
        using var learner = new OneShotLearner(network, Settings, Seed);
        var source = new PhantomSlices("phantoms", new() { Side = Side, Seed = Seed }, Phantoms);
        var slices = source.Entries.Select(entry => source.Load(entry, cancellation)).ToArray();
        var (first, last) = (default((double Class, double Total)), default((double Class, double Total)));
        for (var round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            last = Round(learner, slices, round);
            if (round == 0)
                first = last;
            TestContext.Current.SendDiagnosticMessage($"round {round + 1} of {Rounds}: class loss {last.Class:0.0000}, total {last.Total:0.0000}");
        }

        return (first.Class, last.Class, first.Total, last.Total);
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

    private (double Class, double Total) Round(OneShotLearner learner, LabelledSlice[] slices, int round)
    {
        var rate = PeakRate * (1 - 0.9 * round / Rounds);
        var losses = slices.Index().Select(each => learner.Learn(
            (long)round * Phantoms + each.Index,
            new([(SampleDraw.Input(each.Item), SampleDraw.Target(each.Item))], [(SampleDraw.Input(each.Item), each.Item.Class!.Value)]),
            rate)).ToArray();
        return (losses.Average(each => each[LossMeans.Class]), losses.Average(each => each[LossMeans.Segmentation] + each[LossMeans.Class]));
    }
}
