using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.Phantoms.Numerics;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Training.OneShot;

/// <summary>The one-shot recipe as a run takes it: a segmentation step, then a classification step.</summary>
internal sealed class OneShotLearner : ILearner
{
    private const string Threshold = "learner.copy_threshold";

    private readonly OneShotNetwork _network;
    private readonly OneShotTrainer _trainer;
    private readonly int _seed;
    private Permutation _draw = Permutations.Seeded(0);

    /// <param name="network">What is trained; the learner disposes it.</param>
    /// <param name="settings">How.</param>
    /// <param name="seed">With an iteration's number it decides which anchors and RoIs are drawn.</param>
    internal OneShotLearner(OneShotNetwork network, OneShotTrainingSettings settings, int seed)
    {
        (_network, _seed) = (network, seed);
        _trainer = new(network, settings, count => _draw(count));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Weights => _network.State;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Learn(long iteration, IterationSamples samples, double learningRate)
    {
        _draw = Permutations.Seeded((int)SeededRandom.Mix((ulong)iteration ^ SeededRandom.Mix((uint)_seed)));
        _trainer.LearningRate = learningRate;
        var losses = new Dictionary<string, double>();
        if (samples.Segmentation is var (slice, target) && _trainer.Learn(slice, target) is { } segmentation)
        {
            losses["classifier"] = segmentation.Losses.Classifier;
            losses["box_regression"] = segmentation.Losses.BoxRegression;
            losses["mask"] = segmentation.Losses.Mask;
            losses["objectness"] = segmentation.Losses.Objectness;
            losses["rpn_box_regression"] = segmentation.Losses.RpnBoxRegression;
            losses["segmentation"] = segmentation.Losses.Total;
        }

        if (samples.Classification is var (classified, truth) && _trainer.Learn(classified, truth) is { } classification)
            losses["class"] = classification.Loss;
        return losses;
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Tensor>> State()
    {
        return _trainer.OptimiserState.Tensors().Append(new(Threshold, tensor(_trainer.CopyThreshold)));
    }

    /// <inheritdoc/>
    public void Restore(IWeightSource checkpoint)
    {
        _trainer.OptimiserState.Restore(checkpoint);
        using var threshold = tensor(0f);
        checkpoint.Read(Threshold, threshold);
        _trainer.CopyThreshold = threshold.item<float>();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _trainer.Dispose();
        _network.Dispose();
    }
}
