using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Tests.Layers;

public sealed class ConvolutionLayoutTests
{
    // The last two were wrong, and ended the process, on processors that hide their caches.
    [Theory]
    [InlineData(64, 64, 3, 1, 128)]
    [InlineData(64, 128, 1, 2, 128)]
    [InlineData(512, 256, 1, 1, 32)]
    [InlineData(128, 512, 1, 1, 64)]
    [InlineData(256, 1024, 1, 1, 32)]
    public void Of_ImagesAndWeights_ConvolvedAsInDoublePrecision(int channels, int outputs, int kernel, int stride, int side)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var images = randn(2, channels, side, side);
        var weights = randn(outputs, channels, kernel, kernel) / Math.Sqrt(channels * kernel * kernel);

        var outcome = Convolve(ConvolutionLayout.Of(images), ConvolutionLayout.Of(weights));

        Assert.InRange((outcome - Convolve(images.to(ScalarType.Float64), weights.to(ScalarType.Float64))).abs().max().item<double>(), 0, ConvolutionCheck.Rounding);

        Tensor Convolve(Tensor of, Tensor with) => functional.conv2d(of, with, strides: [stride, stride], padding: [kernel / 2, kernel / 2]);
    }

    [Fact]
    public void Deviation_ThisMachine_OfRoundingAlone()
    {
        Assert.InRange(ConvolutionCheck.Deviation(), 0, ConvolutionCheck.Rounding);
    }

    [Fact]
    public void Empty_Shape_LaidOutAsOf()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(ConvolutionLayout.Of(zeros(2, 3, 4, 5)).stride(), ConvolutionLayout.Empty([2, 3, 4, 5], ScalarType.Float32, CPU).stride());
    }
}
