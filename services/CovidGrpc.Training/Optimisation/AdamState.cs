using CovidGrpc.Vision.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Optimisation;

/// <summary>What Adam (Kingma and Ba, 2015) remembers of each parameter, as tensors that a checkpoint holds.</summary>
internal sealed class AdamState
{
    private const string Mean = "adam.mean.";
    private const string Square = "adam.square.";
    private const string Step = "adam.step.";

    private readonly (string Name, Adam.State State)[] _states;

    /// <param name="optimiser">Knows its parameters in their order.</param>
    /// <param name="names">Of those parameters, in the same order.</param>
    internal AdamState(Adam optimiser, IEnumerable<string> names)
    {
        _states = [.. names.Zip(optimiser.state_dict().State.Cast<Adam.State>())];
    }

    /// <summary>The tensors by name. Running means and squares are the optimiser's own; counts of steps are the caller's to dispose.</summary>
    internal IEnumerable<KeyValuePair<string, Tensor>> Tensors()
    {
        foreach (var (name, state) in _states)
        {
            yield return new(Mean + name, state.exp_avg);
            yield return new(Square + name, state.exp_avg_sq);
            yield return new(Step + name, tensor(state.step));
        }
    }

    /// <summary>Goes on from what a checkpoint holds.</summary>
    internal void Restore(IWeightSource checkpoint)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        foreach (var (name, state) in _states)
        {
            checkpoint.Read(Mean + name, state.exp_avg);
            checkpoint.Read(Square + name, state.exp_avg_sq);
            var steps = tensor(0L);
            checkpoint.Read(Step + name, steps);
            state.step = steps.item<long>();
        }
    }
}
