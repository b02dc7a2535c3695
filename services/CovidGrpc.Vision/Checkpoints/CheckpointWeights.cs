using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Checkpoints;

/// <summary>Fills networks from a checkpoint, which it owns.</summary>
internal sealed class CheckpointWeights(Checkpoint checkpoint) : IWeightSource
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Compare(IReadOnlyDictionary<string, long[]> wanted, Func<string, bool> isMine)
    {
        return WeightComparison.Compare(checkpoint.Weights.ToDictionary(entry => entry.Key, entry => entry.Value.Shape), wanted, isMine);
    }

    /// <inheritdoc/>
    public long CountElements(Func<string, bool> isMine)
    {
        return checkpoint.Weights.Where(tensor => isMine(tensor.Key)).Sum(tensor => tensor.Value.ElementCount);
    }

    /// <inheritdoc/>
    public void Read(string name, Tensor destination)
    {
        using var tensor = checkpoint.Read(checkpoint.Weights[name]);
        destination.copy_(tensor);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        checkpoint.Dispose();
    }
}
