using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Learning;

/// <summary>A network with its recipe: one iteration is one call. What it learns in an iteration depends on its weights, the iteration's number and the samples alone.</summary>
internal interface ILearner : IDisposable
{
    /// <summary>The network's parameters and buffers by name; the learner's own.</summary>
    IReadOnlyDictionary<string, Tensor> Weights { get; }

    /// <summary>Learns from the samples of an iteration.</summary>
    /// <param name="iteration">Counted from 0.</param>
    /// <param name="samples">Of that iteration.</param>
    /// <param name="learningRate">Of its steps.</param>
    /// <returns>Losses by name, those of the steps that were taken.</returns>
    /// <exception cref="ArithmeticException">A loss is infinite or not a number; no weight has changed by that step.</exception>
    IReadOnlyDictionary<string, double> Learn(long iteration, IterationSamples samples, double learningRate);

    /// <summary>What has to be saved beside the weights to go on with the same numbers; tensors made for it are the caller's to dispose.</summary>
    IEnumerable<KeyValuePair<string, Tensor>> State();

    /// <summary>Goes on from a checkpoint that holds what <see cref="State"/> gave; weights are restored by others.</summary>
    void Restore(IWeightSource checkpoint);
}
