using CovidGrpc.Training.Learning;
using CovidGrpc.Training.Optimisation;
using CovidGrpc.Vision.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Baselines;

/// <summary>Plain training: one step of Adam on the mean loss of an iteration's slices, all parameters.</summary>
internal abstract class PlainLearner : ILearner
{
    private readonly nn.Module _network;
    private readonly Adam _optimiser;
    private readonly AdamState _optimiserState;

    private protected PlainLearner(nn.Module network, RecipeSettings settings)
    {
        _network = network;
        Weights = network.state_dict();
        var parameters = network.named_parameters().ToArray();
        _optimiser = optim.Adam(parameters.Select(entry => entry.parameter), settings.LearningRate, weight_decay: settings.WeightDecay);
        _optimiserState = new(_optimiser, parameters.Select(entry => entry.name));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Weights { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Learn(long iteration, IterationSamples samples, double learningRate)
    {
        using var scope = NewDisposeScope();
        _network.train();
        _optimiser.ParamGroups.First().LearningRate = learningRate;
        _optimiser.zero_grad();
        var losses = new LossMeans();
        if (!Backward(iteration, samples, losses))
            return losses.Values;
        if (losses.Values.FirstOrDefault(loss => !double.IsFinite(loss.Value)) is { Key: { } name } loss)
            throw new ArithmeticException($"The loss {name} is {loss.Value}: learning from it would ruin the weights.");
        _optimiser.step();
        return losses.Values;
    }

    /// <inheritdoc/>
    public IEnumerable<KeyValuePair<string, Tensor>> State() => _optimiserState.Tensors();

    /// <inheritdoc/>
    public void Restore(IWeightSource checkpoint) => _optimiserState.Restore(checkpoint);

    /// <inheritdoc/>
    public void Dispose()
    {
        _optimiser.Dispose();
        _network.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Computes the losses and their gradients; false when the samples have nothing to learn from. Tensors belong to the open scope.</summary>
    private protected abstract bool Backward(long iteration, IterationSamples samples, LossMeans losses);
}
