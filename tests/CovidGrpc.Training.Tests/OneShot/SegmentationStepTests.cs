using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.OneShot;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.OneShot;

/// <summary>Where this project's training differs from the authors', and what it learns where a data set is silent.</summary>
public sealed class SegmentationStepTests
{
    [Fact]
    public void Run_InstanceThatNoAnchorTouches_CountedAndLossIsFinite()
    {
        using var network = GoldenTraining.Network();

        var outcome = Step(network, new()).Run(GoldenTraining.Slice, Corner());

        Assert.Equal(1, outcome.Uncovered);
        Assert.True(float.IsFinite(outcome.Losses.Total));
    }

    [Fact]
    public void Run_InstanceThatNoAnchorTouchesAsTheAuthors_LossIsInfinite()
    {
        using var network = GoldenTraining.Network();

        var outcome = Step(network, new() { MatchesUncovered = true }).Run(GoldenTraining.Slice, Corner());

        Assert.Equal(float.PositiveInfinity, outcome.Losses.RpnBoxRegression);
    }

    [Fact]
    public void Run_TissueWithoutLabel_IsNoBackground()
    {
        using var network = GoldenTraining.Network();
        using var other = GoldenTraining.Network();
        var lesions = GoldenTraining.Target with { Instances = [.. GoldenTraining.Target.Instances.Where(instance => instance.Tissue != Tissue.Lung)] };
        var silent = lesions with { Labelled = new HashSet<Tissue> { Tissue.GroundGlassOpacity, Tissue.Consolidation } };

        var told = Step(network, new()).Run(GoldenTraining.Slice, lesions);
        var untold = Step(other, new()).Run(GoldenTraining.Slice, silent);

        Assert.True(told.Anchors.Negative > 7000);
        Assert.Equal((0, told.Anchors.Positive), (untold.Anchors.Negative, untold.Anchors.Positive));
        Assert.True(untold.Losses.Classifier < told.Losses.Classifier, $"{untold.Losses.Classifier} and {told.Losses.Classifier}");
    }

    [Fact]
    public void Learn_NoInstance_Nothing()
    {
        using var network = GoldenTraining.Network();
        using var trainer = new OneShotTrainer(network, new(), Permutations.Seeded(1));

        Assert.Null(trainer.Learn(GoldenTraining.Slice, new SegmentationTarget([])));
    }

    [Fact]
    public void Learn_DetectionBranchAlone_WhatTheClassRestsOnStays()
    {
        using var network = GoldenTraining.Network();
        using var before = GoldenTraining.Network();
        using var trainer = new OneShotTrainer(network, new() { BackboneLearnsSegmentation = false, CopyRule = WeightCopyRule.Never }, Permutations.Seeded(1));

        trainer.Learn(GoldenTraining.Slice, GoldenTraining.Target);

        var changed = network.Parameters.Where(parameter => (parameter.Value - before.Parameters[parameter.Key]).abs().max().item<float>() > 0).Select(parameter => parameter.Key).ToArray();
        Assert.Contains("roi_heads.box_head.fc6.weight", changed);
        Assert.Contains("roi_heads.mask_head.mask_fcn1.weight", changed);
        Assert.All(changed, name => Assert.True(name.StartsWith("roi_heads.", StringComparison.Ordinal) && !name.Contains("s2", StringComparison.Ordinal), name));
        Assert.All(network.Parameters.Values, parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void Seeded_Permutation_EachOnceAndTheSameAgain()
    {
        var (first, second) = (Permutations.Seeded(5)(100), Permutations.Seeded(5)(100));

        Assert.Equal(first, second);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), first.Order());
        Assert.NotEqual(first.Order(), first);
        Assert.NotEqual(first, Permutations.Seeded(6)(100));
    }

    private static SegmentationStep Step(OneShotNetwork network, RecipeSettings settings) => new(network, settings, Permutations.Seeded(1));

    // Wholly within the strip at right and bottom that anchors leave out.
    private static SegmentationTarget Corner()
    {
        var mask = new byte[512 * 512];
        for (var y = 504; y < 512; y++)
            mask.AsSpan(y * 512 + 504, 8).Fill(1);
        return new([new TissueInstance(Tissue.Consolidation, new Box(504, 504, 512, 512), mask)]);
    }
}
