using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Detection;

/// <summary>Gradients of the pyramid's pooling, held against those of the matrix product on the level where both pool.</summary>
public sealed class PyramidGradientTests
{
    // So large that all belong to the coarsest level.
    private static readonly float[,] Rois = { { 3, 5, 500, 470 }, { 20.5f, 0, 512, 512 }, { 10, 30, 480, 511 } };

    private static readonly ImageGeometry Geometry = ImageGeometry.Of(new(512, 512));

    [Fact]
    public void Pool_GradientWanted_ValuesAndGradientsOfTheMatrixProduct()
    {
        using var scope = NewDisposeScope();
        var levels = Levels();
        var coarsest = levels[^1].detach().clone().requires_grad_();
        var boxes = tensor(Rois);

        var pooled = PyramidRoiAlign.Pool(levels, [boxes], Geometry, 7);
        var expected = RoiAlign.Pool(coarsest[0], boxes, 1.0 / 32, 7);
        var weights = randn(pooled.shape, generator: new Generator(2));
        (pooled * weights).sum().backward();
        (expected * weights).sum().backward();

        Assert.True(pooled.allclose(expected, 1e-4, 1e-5));
        Assert.True(levels[^1].grad!.allclose(coarsest.grad!, 1e-4, 1e-5));
        Assert.All(levels[..^1], level => Assert.Equal(0, level.grad!.abs().max().item<float>()));
    }

    [Fact]
    public void Pool_GradientWanted_SameValuesAsWithout()
    {
        using var scope = NewDisposeScope();
        var levels = Levels();
        var boxes = tensor(new float[,] { { 3, 5, 30, 47 }, { 100, 120, 300, 260 }, { 10, 30, 480, 511 }, { 7, 7, 7, 9 } });

        var learning = PyramidRoiAlign.Pool(levels, [boxes], Geometry, 14);
        using var constant = no_grad();
        var serving = PyramidRoiAlign.Pool(levels, [boxes], Geometry, 14);

        Assert.True(learning.allclose(serving, 1e-4, 1e-5));
    }

    private static Tensor[] Levels()
    {
        var generator = new Generator(1);
        return [.. Enumerable.Range(0, 4).Select(i => randn([1, 8, 128 >> i, 128 >> i], generator: generator).requires_grad_())];
    }
}
