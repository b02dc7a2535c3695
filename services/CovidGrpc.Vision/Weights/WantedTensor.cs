using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>A tensor that a network has.</summary>
/// <param name="Type">float32, or int64 for the counters of batch norm.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
internal sealed record WantedTensor(ScalarType Type, long[] Shape)
{
    /// <summary>Whether it counts rather than weighs.</summary>
    internal bool IsCounter => Type == ScalarType.Int64;
}
