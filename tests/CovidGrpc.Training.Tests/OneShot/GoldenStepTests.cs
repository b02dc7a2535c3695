using System.Text.Json;
using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.OneShot;
using CovidGrpc.Vision;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.OneShot;

/// <summary>Losses, gradients and two whole iterations of the authors' training, at the golden set's tolerances.</summary>
public sealed class GoldenStepTests
{
    // All anchors and RoIs are learned from, in order: nothing is drawn.
    private static readonly RecipeSettings All = new()
    {
        AnchorSampleSize = 1_000_000,
        MostPositiveAnchors = 1_000_000,
        RoiSampleSize = 1_000_000,
        MostPositiveRois = 1_000_000,
    };

    private static readonly Permutation InOrder = count => [.. Enumerable.Range(0, count).Select(i => (long)i)];

    [Fact]
    public void SegmentationStep_AllSamples_LossesCountsAndGradients()
    {
        using var network = GoldenTraining.Network();
        var golden = GoldenTraining.Numbers.GetProperty("segmentation_all_samples");

        var outcome = new SegmentationStep(network, All, InOrder).Run(GoldenTraining.Slice, GoldenTraining.Target);

        CompareLosses(golden, outcome.Losses, 1e-4);
        CompareCounts(golden.GetProperty("counts").GetProperty("rpn"), outcome.Anchors);
        CompareCounts(golden.GetProperty("counts").GetProperty("roi"), outcome.Rois);
        CompareGradients(golden, network);
        var statistics = golden.GetProperty("running_stats_after").GetProperty("backbone.body.bn1");
        CompareFirst(statistics.GetProperty("mean"), network.State["backbone.body.bn1.running_mean"]);
        CompareFirst(statistics.GetProperty("var"), network.State["backbone.body.bn1.running_var"]);
    }

    [Fact]
    public void ClassificationStep_FreshNetwork_LossLogitsAndGradients()
    {
        using var network = GoldenTraining.Network();
        var golden = GoldenTraining.Numbers.GetProperty("classification");

        var outcome = new ClassificationStep(network, new()).Run(GoldenTraining.Slice, DiagnosticClass.CommonPneumonia)!;

        Assert.Equal(golden.GetProperty("loss").GetDouble(), outcome.Loss, 1e-3);
        Assert.All(golden.GetProperty("final_logits").EnumerateArray().Zip(outcome.Logits), pair => Assert.Equal(pair.First.GetDouble(), pair.Second, 2e-3));
        CompareGradients(golden, network);
    }

    [Theory]
    [InlineData("two_iterations_copy", true)]
    [InlineData("two_iterations_nocopy", false)]
    public void Learn_TwoIterations_LossesAndWeights(string name, bool copies)
    {
        using var network = GoldenTraining.Network();
        var settings = All with { CopyRule = copies ? WeightCopyRule.BetterThanLast : WeightCopyRule.Never };
        using var trainer = new OneShotTrainer(network, settings, InOrder);
        var golden = GoldenTraining.Numbers.GetProperty(name);

        foreach (var (i, iteration) in golden.GetProperty("iterations").EnumerateArray().Index())
        {
            var segmented = trainer.Learn(GoldenTraining.Slice, GoldenTraining.Target)!;
            var classified = trainer.Learn(GoldenTraining.Slice, DiagnosticClass.CommonPneumonia)!;

            Assert.Equal(copies, segmented.Copied);
            Assert.Equal(iteration.GetProperty("total").GetDouble(), segmented.Losses.Total, i == 0 ? 2e-3 : 1e-2);
            Assert.Equal(iteration.GetProperty("classification_loss").GetDouble(), classified.Loss, i == 0 ? 1e-3 : 5e-2);
        }

        foreach (var after in golden.GetProperty("params_after").EnumerateObject())
            CompareWeights(after.Value, network.State[after.Name], after.Name);
    }

    private static void CompareLosses(JsonElement golden, SegmentationLosses losses, double relative)
    {
        var all = golden.GetProperty("losses");
        (string Name, float Value)[] values =
        [
            ("loss_classifier", losses.Classifier), ("loss_box_reg", losses.BoxRegression), ("loss_mask", losses.Mask),
            ("loss_objectness", losses.Objectness), ("loss_rpn_box_reg", losses.RpnBoxRegression),
        ];
        Assert.All(values, value => Assert.Equal(all.GetProperty(value.Name).GetDouble(), value.Value, relative * all.GetProperty(value.Name).GetDouble()));
        Assert.Equal(golden.GetProperty("total").GetDouble(), losses.Total, 2e-3);
    }

    private static void CompareCounts(JsonElement golden, SampleCounts counts)
    {
        Assert.Equal(
            (golden.GetProperty("positive").GetInt32(), golden.GetProperty("negative").GetInt32(), golden.GetProperty("ignored").GetInt32()),
            (counts.Positive, counts.Negative, counts.LeftOut));
    }

    // Norms: 2e-2 for the body, 2e-3 for all others, relative.
    private static void CompareGradients(JsonElement golden, OneShotNetwork network)
    {
        foreach (var gradient in golden.GetProperty("grads").EnumerateObject())
        {
            var norm = gradient.Value.GetProperty("norm").GetDouble();
            var tolerance = gradient.Name.StartsWith("backbone.body.", StringComparison.Ordinal) ? 2e-2 : 2e-3;
            using var mine = network.Parameters[gradient.Name].grad!.norm();
            Assert.True(Math.Abs(mine.item<float>() - norm) <= tolerance * norm, $"{gradient.Name}: {mine.item<float>()}, not {norm}");
        }

        foreach (var layer in golden.GetProperty("params_without_grad").EnumerateArray())
        {
            Assert.All(network.Parameters.Where(parameter => parameter.Key.StartsWith($"{layer.GetString()}.", StringComparison.Ordinal)),
                parameter => Assert.True(parameter.Value.grad is null || parameter.Value.grad.abs().max().item<float>() == 0, parameter.Key));
        }
    }

    private static void CompareFirst(JsonElement golden, Tensor values)
    {
        var mine = values.data<float>().ToArray();
        Assert.All(golden.EnumerateArray().Index(), value => Assert.Equal(value.Item.GetDouble(), mine[value.Index], 1e-4 * Math.Max(1, Math.Abs(mine[value.Index]))));
    }

    // Adam's steps are 1e-5 each at first, whatever the gradient: a weight may differ by a few of them, and statistics of what follows by more.
    private static void CompareWeights(JsonElement golden, Tensor weights, string name)
    {
        var tolerance = name.Contains(".running_", StringComparison.Ordinal) ? 1e-3 : 1e-4;
        using var flat = weights.detach().to(ScalarType.Float64).flatten();
        var mine = flat.data<double>().ToArray();
        Assert.All(golden.GetProperty("samples").EnumerateArray().Index(), sample =>
        {
            var at = (int)((sample.Index * 1_000_003L + 12_345) % mine.Length);
            Assert.True(Math.Abs(sample.Item.GetDouble() - mine[at]) <= tolerance * Math.Max(1, Math.Abs(mine[at])), $"{name}[{at}]: {mine[at]}, not {sample.Item}");
        });
    }
}
