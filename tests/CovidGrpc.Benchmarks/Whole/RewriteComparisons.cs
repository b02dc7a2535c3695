using CovidGrpc.Vision;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>What each exact rewrite gains by itself, on tensors of the network's sizes: 16 RoIs or 200 proposals of 256 channels.</summary>
internal static class RewriteComparisons
{
    private const int Rounds = 21;
    private const int Channels = 256;
    private const int Proposals = 200;
    private const double CellsPerPixel = 1 / 32.0;

    internal static IEnumerable<Comparison> Measure()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var pooled = ConvolutionLayout.Of(randn(RoiSequence.Length, Channels, 14, 14));
        yield return OfMaps(pooled);
        yield return OfReturn(pooled);
        yield return OfRoiAlign();
        yield return OfFirstLayers();
    }

    private static Comparison OfMaps(Tensor pooled)
    {
        using var written = new RoiMapPredictor(Channels, 28);
        using var joined = new RoiMapPredictor(Channels, 28);
        joined.Simplify();
        LayOut(written);
        LayOut(joined);
        return Compare("conv_mask and conv_reduce as four 2×2 kernels : one after the other", () => joined.call(pooled), () => written.call(pooled));
    }

    private static Comparison OfReturn(Tensor pooled)
    {
        using var up = ConvTranspose2d(Channels / 2, Channels, 2, 2);
        using var down = Conv2d(Channels, Channels, 2, 2);
        using var joined = Conv2d(Channels / 2, Channels, 1);
        LayOut(down);
        LayOut(joined);
        var squeezed = ConvolutionLayout.Of(pooled.narrow(1, 0, Channels / 2));
        return Compare("conv_up and conv_d1 as one 1×1 kernel : one after the other", () => joined.call(squeezed), () => down.call(up.call(squeezed)));
    }

    private static Comparison OfRoiAlign()
    {
        var map = ConvolutionLayout.Of(randn(1, Channels, 16, 16));
        var corners = rand(Proposals, 2) * 300;
        var boxes = cat([corners, corners + rand(Proposals, 2) * 200], 1);
        var geometry = ImageGeometry.Of(new(512, 512));
        return Compare(
            "RoIAlign as weighted sums of cells : as a product",
            () => PyramidRoiAlign.Pool([map], [boxes], geometry, 7),
            () => RoiAlign.Pool(map[0], boxes, CellsPerPixel, 7));
    }

    private static Comparison OfFirstLayers()
    {
        var pooled = ConvolutionLayout.Of(randn(Proposals, Channels, 7, 7));
        using var first = Linear(Channels * 49, 128);
        using var second = Linear(Channels * 49, 128);
        using var joined = Conv2d(Channels, 256, 7);
        LayOut(joined);
        return Compare(
            "first layers of both box heads as one convolution : as two products",
            () => joined.call(pooled),
            () =>
            {
                first.call(pooled.flatten(1));
                second.call(pooled.flatten(1));
            });
    }

    private static Comparison Compare(string what, Action after, Action before)
    {
        var medians = Turns.Medians(Rounds, Scoped(after), Scoped(before));
        return new(what, "either", medians[0], medians[1], "ms");
    }

    private static Action Scoped(Action action) => () =>
    {
        using var scope = NewDisposeScope();
        action();
    };

    private static void LayOut(nn.Module module)
    {
        foreach (var convolution in module.modules().OfType<Conv2d>())
            convolution.weight = new Parameter(ConvolutionLayout.Of(convolution.weight!), requires_grad: false);
    }
}
