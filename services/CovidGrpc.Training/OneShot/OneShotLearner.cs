using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Training.OneShot;

/// <summary>The one-shot recipe as a run takes it: a segmentation step for each slice of that kind, then a classification step for each of the other.</summary>
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
    internal OneShotLearner(OneShotNetwork network, RecipeSettings settings, int seed)
    {
        (_network, _seed) = (network, seed);
        _trainer = new(network, settings, count => _draw(count));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Weights => _network.State;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Learn(long iteration, IterationSamples samples, double learningRate)
    {
        _draw = Permutations.OfIteration(_seed, iteration);
        _trainer.LearningRate = learningRate;
        var losses = new LossMeans();
        foreach (var (slice, target) in samples.Segmentation)
        {
            if (_trainer.Learn(slice, target) is { } outcome)
                outcome.Losses.AddTo(losses);
        }

        foreach (var (slice, truth) in samples.Classification)
        {
            if (_trainer.Learn(slice, truth) is { } outcome)
                losses.Add(LossMeans.Class, outcome.Loss);
        }

        return losses.Values;
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
