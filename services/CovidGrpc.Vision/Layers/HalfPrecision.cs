using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Layers;

/// <summary>
/// Computing in bfloat16: convolutions and linear layers hold their weights and compute in it and hand it on. Batch norm keeps parameters and
/// statistics in float32, LSTMs stay as they are, and whoever compares, exponentiates or places boxes asks for float32 first
/// (<see cref="Single"/>).
/// </summary>
internal static class HalfPrecision
{
    /// <summary>Makes a network's convolutions and linear layers compute in bfloat16, whatever type they are given.</summary>
    internal static void Apply(nn.Module network)
    {
        foreach (var layer in network.modules().Where(module => module is Conv2d or ConvTranspose2d or Linear).Cast<nn.Module<Tensor, Tensor>>())
        {
            layer.to(ScalarType.BFloat16);
            layer.register_forward_pre_hook((_, input) => input.to(ScalarType.BFloat16));
        }
    }

    /// <summary>The same numbers in float32; of a float32 tensor, the tensor under another handle.</summary>
    internal static Tensor Single(this Tensor tensor)
    {
        return tensor.to(ScalarType.Float32);
    }
}
