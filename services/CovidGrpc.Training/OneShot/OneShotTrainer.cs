using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.Optimisation;
using CovidGrpc.Vision;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CovidGrpc.Training.OneShot;

/// <summary>
/// Trains a one-shot model as its authors do: segmentation and classification steps in turn, each on one slice, each with its own parameters, all
/// with one Adam.
/// </summary>
internal sealed class OneShotTrainer : IDisposable
{
    private const string Backbone = "backbone";
    private const string ProposalNetwork = "rpn.";
    private const string Reduction = "roi_heads.mask_predictor_s2.conv_reduce.";

    private readonly OneShotNetwork _network;
    private readonly RecipeSettings _settings;
    private readonly SegmentationStep _segmentation;
    private readonly ClassificationStep _classification;
    private readonly WeightCopy _copy;
    private readonly Adam _optimiser;

    /// <param name="network">What is trained; it stays the caller's.</param>
    /// <param name="settings">How.</param>
    /// <param name="permutation">Draws anchors and RoIs.</param>
    internal OneShotTrainer(OneShotNetwork network, RecipeSettings settings, Permutation permutation)
    {
        (_network, _settings) = (network, settings);
        _segmentation = new(network, settings, permutation);
        _classification = new(network, settings);
        _copy = new(network, settings.CopyRule);
        _optimiser = optim.Adam(network.Parameters.Values, settings.LearningRate, weight_decay: settings.WeightDecay);
        OptimiserState = new(_optimiser, network.Parameters.Keys);
    }

    /// <summary>What Adam remembers.</summary>
    internal AdamState OptimiserState { get; }

    /// <summary>Of the steps to come.</summary>
    internal double LearningRate
    {
        set => _optimiser.ParamGroups.First().LearningRate = value;
    }

    /// <summary>The total loss below which the next segmentation step counts as better.</summary>
    internal float CopyThreshold
    {
        get => _copy.Threshold;
        set => _copy.Threshold = value;
    }

    /// <summary>
    /// A segmentation step: backbone, proposal network and detection branch learn, or the last alone. Where the copy rule says so, the classification branch gets the
    /// detection branch's weights as they were before the step. Null, with nothing changed, when the slice has no instance.
    /// </summary>
    /// <exception cref="ArgumentException">The target does not fit the slice.</exception>
    /// <exception cref="ArithmeticException">The loss is infinite or not a number; no weight has changed.</exception>
    internal SegmentationOutcome? Learn(SliceInput slice, SegmentationTarget target)
    {
        if (target.Instances.Count == 0)
            return null;
        var copied = false;
        _network.ForgetGradients(_ => true);
        if (!_settings.BackboneLearnsSegmentation)
            _network.WantGradients(LearnsFromSegmentation);
        var outcome = _segmentation.Run(slice, target, losses =>
        {
            CheckFinite(losses.Losses.Total);
            copied = _copy.Consider(losses.Losses.Total);
        });
        _network.WantGradients(_ => true);
        Step(LearnsFromSegmentation);
        return outcome with { Copied = copied };
    }

    /// <summary>
    /// A classification step: backbone, attention layer and classifiers learn. Null, with no weight changed, when no RoI survives.
    /// </summary>
    /// <exception cref="ArithmeticException">The loss is infinite or not a number; no weight has changed.</exception>
    internal ClassificationOutcome? Learn(SliceInput slice, DiagnosticClass truth)
    {
        _network.ForgetGradients(_ => true);
        if (!_settings.BackboneLearnsClass)
            _network.WantGradients(LearnsFromClassification);
        var outcome = _classification.Run(slice, truth);
        _network.WantGradients(_ => true);
        if (outcome is null)
            return null;
        CheckFinite(outcome.Loss);
        Step(LearnsFromClassification);
        return outcome;
    }

    public void Dispose()
    {
        _optimiser.Dispose();
    }

    private static void CheckFinite(float loss)
    {
        if (!float.IsFinite(loss))
            throw new ArithmeticException($"The loss is {loss}: learning from it would ruin the weights.");
    }

    private bool LearnsFromSegmentation(string parameter)
    {
        return !parameter.Contains("s2", StringComparison.Ordinal)
            && !parameter.Contains("attn", StringComparison.Ordinal)
            && (_settings.BackboneLearnsSegmentation
                || (!parameter.Contains(Backbone, StringComparison.Ordinal) && !parameter.StartsWith(ProposalNetwork, StringComparison.Ordinal)));
    }

    private bool LearnsFromClassification(string parameter)
    {
        return (_settings.BackboneLearnsClass && parameter.Contains(Backbone, StringComparison.Ordinal))
            || parameter.Contains("attn", StringComparison.Ordinal)
            || (_settings.TrainsReduction && parameter.StartsWith(Reduction, StringComparison.Ordinal));
    }

    private void Step(Func<string, bool> learns)
    {
        using var scope = NewDisposeScope();
        _network.ForgetGradients(name => !learns(name));
        _optimiser.step();
    }
}
