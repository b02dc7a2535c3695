using static TorchSharp.torch;

namespace CovidGrpc.Training.Learning;

/// <summary>
/// The values that training from scratch starts with, as the authors' code and torchvision's set them; a backbone without ImageNet's weights
/// starts as torchvision's residual networks do. Equal seeds give equal values.
/// </summary>
internal static class InitialWeights
{
    private const double ProposalDeviation = 0.01;
    private const double AttentionBias = 0.01;

    /// <summary>Sets every parameter; running statistics of batch norm start at mean 0 and variance 1.</summary>
    internal static void Fill(IReadOnlyDictionary<string, Tensor> state, int seed)
    {
        using var scope = NewDisposeScope();
        using var constant = no_grad();
        using var generator = new Generator((ulong)(uint)seed, CPU);
        foreach (var (name, tensor) in state.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var leaf = name[(name.LastIndexOf('.') + 1)..];
            var isScale = leaf == "running_var" || (leaf == "weight" && tensor.dim() == 1);
            if (isScale || leaf is "running_mean" or "num_batches_tracked")
                tensor.fill_(isScale ? 1 : 0);
            else if (leaf.StartsWith("bias", StringComparison.Ordinal))
                tensor.copy_(Bias(name, tensor.shape, state, generator));
            else
                tensor.copy_(Weight(name, tensor.shape, generator));
        }
    }

    private static Tensor Bias(string name, long[] shape, IReadOnlyDictionary<string, Tensor> state, Generator generator)
    {
        if (IsIn(name, "attn_layer."))
            return full(shape, AttentionBias);
        if (IsIn(name, "backbone.") || IsIn(name, "rpn."))
            return zeros(shape);
        // Of batch norm the weight is a vector.
        var weight = state[name[..^"bias".Length] + "weight"];
        if (weight.dim() == 1)
            return zeros(shape);
        return Uniform(shape, 1 / Math.Sqrt(FanIn(weight.shape)), generator);
    }

    private static Tensor Weight(string name, long[] shape, Generator generator)
    {
        if (IsIn(name, "rpn."))
            return Normal(shape, ProposalDeviation, generator);
        if (IsIn(name, "backbone.fpn."))
            return Uniform(shape, Math.Sqrt(3.0 / FanIn(shape)), generator);
        // Convolutions by their outputs (He et al., 2015); linear layers and LSTMs, square but for their gates, by their inputs.
        return shape.Length == 4
            ? Normal(shape, Math.Sqrt(2.0 / FanOut(shape)), generator)
            : Uniform(shape, 1 / Math.Sqrt(FanIn(shape)), generator);
    }

    private static bool IsIn(string name, string module) => name.StartsWith(module, StringComparison.Ordinal);

    private static Tensor Uniform(long[] shape, double bound, Generator generator) => (rand(shape, generator: generator) * 2 - 1) * bound;

    private static Tensor Normal(long[] shape, double deviation, Generator generator) => randn(shape, generator: generator) * deviation;

    private static long FanIn(long[] shape) => shape.Skip(1).Aggregate(1L, (product, length) => product * length);

    private static long FanOut(long[] shape) => shape[0] * shape.Skip(2).Aggregate(1L, (product, length) => product * length);
}
