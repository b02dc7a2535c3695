using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Layers;

/// <summary>Whether libtorch's convolutions are right on this machine's processor: not everywhere are they.</summary>
public static class ConvolutionCheck
{
    /// <summary>What rounding alone makes of <see cref="Deviation"/> at most; a tenth of it is usual.</summary>
    public const double Rounding = 1e-4;

    private const int Images = 2;
    private const int Channels = 128;
    private const int Outputs = 512;
    private const int Side = 64;

    /// <summary>Whether a processor that hides its caches lets its convolutions take planes, which is slower; those of a GPU stay as they are.</summary>
    public static bool TakesPlanes => ProcessorCaches.AreHidden;

    /// <summary>How far a convolution in float32, as the networks do it, is from the same product in float64, for numbers near 1.</summary>
    public static double Deviation()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var (images, weights) = (randn(Images, Channels, Side, Side), randn(Outputs, Channels, 1, 1) / Math.Sqrt(Channels));
        var outcome = functional.conv2d(ConvolutionLayout.Of(images), ConvolutionLayout.Of(weights));
        var exact = weights.view(Outputs, Channels).to(ScalarType.Float64).matmul(images.flatten(2).to(ScalarType.Float64));
        return (outcome.flatten(2) - exact).abs().max().item<double>();
    }
}
