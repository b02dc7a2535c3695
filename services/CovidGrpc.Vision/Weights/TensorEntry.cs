using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>One tensor of a safetensors file.</summary>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Begin">Offset of its first byte behind the header.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record TensorEntry(ScalarType Type, long[] Shape, long Begin, long Length)
{
    /// <summary>Numbers in it.</summary>
    internal long ElementCount => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}
