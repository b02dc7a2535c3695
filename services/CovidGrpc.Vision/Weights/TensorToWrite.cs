using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>A tensor on its way into a file. It is made when its turn comes, so that one at a time is in memory.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Make">Makes it: of that type and shape, on any device; the writer disposes it.</param>
internal sealed record TensorToWrite(string Name, ScalarType Type, long[] Shape, Func<Tensor> Make)
{
    /// <summary>How many elements it has.</summary>
    internal long ElementCount => Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));

    /// <summary>Its elements, on the CPU and in C order; the caller disposes them.</summary>
    /// <exception cref="InvalidOperationException">What was made is something else.</exception>
    internal Tensor Elements()
    {
        using var scope = NewDisposeScope();
        var tensor = Make().detach().cpu().contiguous();
        if (tensor.dtype != Type || !tensor.shape.SequenceEqual(Shape))
            throw new InvalidOperationException($"Tensor {Name} is not what was announced.");
        return tensor.MoveToOuterDisposeScope();
    }
}
