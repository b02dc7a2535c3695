using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.MaskRcnn;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.MaskRcnn;

/// <summary>What a pyramid of several levels adds to the detection operations.</summary>
public sealed class PyramidTests
{
    private static readonly double[] Scales = [1 / 4.0, 1 / 8.0, 1 / 16.0, 1 / 32.0];
    private static readonly ImageGeometry Geometry = MaskRcnnNetwork.Geometry(new(512, 512));

    [Theory]
    [InlineData(100, 100, 512, 512)]
    [InlineData(400, 600, 512, 768)]
    [InlineData(600, 400, 768, 512)]
    [InlineData(512, 1536, 341, 1024)]
    [InlineData(2048, 2048, 512, 512)]
    public void Geometry_AnySize_ShorterSide512UnlessLongerPasses1024(int height, int width, int resizedHeight, int resizedWidth)
    {
        var geometry = MaskRcnnNetwork.Geometry(new(height, width));

        Assert.Equal(new ImageSize(resizedHeight, resizedWidth), geometry.Resized);
        Assert.Equal((0, 0), (geometry.Padded.Height % 32, geometry.Padded.Width % 32));
    }

    // Sides around 112, 224 and 448, a box without area, and one larger than any level.
    [Fact]
    public void LevelOf_BoxesOfAllSizes_AsThePaperAssigns()
    {
        var sides = new float[] { 0, 10, 111.9f, 112, 223.9f, 224, 447.9f, 448, 5000 };

        Assert.Equal([0, 0, 0, 1, 1, 2, 2, 3, 3], sides.Select(side => PyramidRoiAlign.LevelOf(side * side, Scales)));
    }

    // RoiAlign of one level is held against torchvision elsewhere.
    [Fact]
    public void Pool_TwoImagesAndAllLevels_AsRoiAlignOnTheLevelOfEach()
    {
        using var scope = NewDisposeScope();
        var levels = Scales.Select(scale => rand(2, 8, (long)(512 * scale), (long)(512 * scale))).ToArray();
        var boxes = tensor(new float[]
        {
            10, 20, 30, 60, 7, 7, 7, 7, 100, 100, 300, 290, 0, 0, 512, 512, 500, 490, 512, 512, 0, 3, 200, 4,
        }).view(-1, 4);
        var level = Boxes.Area(boxes).Values().Select(area => PyramidRoiAlign.LevelOf(area, Scales)).ToArray();
        Assert.Equal([0, 0, 1, 3, 0, 0], level);

        var pooled = PyramidRoiAlign.Pool(levels, [boxes, boxes.flip(0)], Geometry, 7);

        var count = level.Length;
        for (var i = 0; i < count; i++)
        {
            var expected = (int image) => RoiAlign.Pool(levels[level[i]][image], boxes[i].unsqueeze(0), Scales[level[i]], 7).Values();
            Close.To(expected(0), pooled[i].Values(), 1e-5, $"RoI {i} of the first image");
            Close.To(expected(1), pooled[2 * count - 1 - i].Values(), 1e-5, $"RoI {i} of the second image");
        }
    }

    [Fact]
    public void Pool_NoBoxes_Nothing()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([0L, 8, 7, 7], PyramidRoiAlign.Pool([rand(1, 8, 16, 16)], [zeros(0, 4)], Geometry, 7).shape);
    }

    [Fact]
    public void Pyramid_CoarserLevel_IsAddedToTheFiner()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var pyramid = new FeaturePyramid([4, 8], 256);
        var (fine, coarse) = (rand(1, 4, 6, 6), rand(1, 8, 3, 3));

        var levels = pyramid.call([fine, coarse]);
        var changed = pyramid.call([fine, coarse + 1]);

        Assert.Equal([1L, 256, 6, 6], levels[0].shape);
        Assert.Equal([1L, 256, 3, 3], levels[1].shape);
        Assert.True((levels[0] - changed[0]).abs().max().item<float>() > 1e-3);
        Assert.Equal(levels[1].Values(), pyramid.call([fine + 1, coarse])[1].Values());
    }

    // Cell anchors 0 and 5 have no height, and there are exact copies.
    [Fact]
    public void CellAnchors_LesionAnchors_SomeWithoutAreaSomeTwice()
    {
        var anchors = CellAnchors.Compute(new([2, 4, 8, 16, 32], [0.1, 0.25, 0.5, 1, 1.5, 2])).Chunk(4).ToArray();

        Assert.Equal(30, anchors.Length);
        Assert.Equal([0, 5], anchors.Index().Where(anchor => anchor.Item[1] == anchor.Item[3]).Select(anchor => anchor.Index));
        Assert.All((int[])[10, 15, 20, 25], index => Assert.Equal([-1, -1, 1, 1], anchors[index]));
        Assert.Equal(anchors[16], anchors[21]);
    }

    // Two levels with the same boxes: suppression looks at each level alone, and the best of all are kept.
    [Fact]
    public void Proposals_TwoLevels_SuppressedWithinEachAndCutTogether()
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        using var network = new RegionProposalNetwork(new AnchorSettings([32], [1]), new RpnSettings(1000, 6, 0.7), channels: 256);
        network.eval();
        var geometry = ImageGeometry.Of(new(64, 64), 64, 64);
        Tensor[] levels = [rand(1, 256, 4, 4), rand(1, 256, 2, 2)];

        var both = network.call(levels, geometry)[0];
        var each = levels.SelectMany(level => network.call([level], geometry)[0].Objectness.Values()).OrderDescending().Take(6);

        Assert.Equal(each, both.Objectness.Values());
    }
}
