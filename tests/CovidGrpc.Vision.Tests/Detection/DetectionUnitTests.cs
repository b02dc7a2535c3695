using System.Text.Json;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Detection;

/// <summary>The detection operations against torchvision 0.14.</summary>
public sealed class DetectionUnitTests
{
    private static readonly JsonElement Units = GoldenJson.Read(GoldenFolder.Compact, "units.json");
    private static readonly AnchorSettings AuthorsAnchors = new([2, 4, 8, 16, 32], [0.1, 0.25, 0.5, 1, 1.5, 2]);

    [Fact]
    public void CellAnchors_AuthorsSettings_AsTorchvision()
    {
        Assert.Equal(Units.GetProperty("cell_anchors").Floats(), CellAnchors.Compute(AuthorsAnchors));
    }

    [Fact]
    public void Anchors_WholeImage_OrderIsRowColumnAnchor()
    {
        using var scope = NewDisposeScope();
        using var network = new RegionProposalNetwork(AuthorsAnchors, new(400, 200, 0.75), channels: 256);
        var golden = Units.GetProperty("grid_anchors_512");

        var anchors = network.Anchors(zeros([1, 256, 16, 16]), new(512, 512));

        Assert.Equal(golden.GetProperty("n").GetInt64(), anchors.shape[0]);
        foreach (var row in golden.GetProperty("rows").EnumerateObject())
            Assert.Equal(row.Value.Floats(), anchors[long.Parse(row.Name)].Values());
    }

    [Theory]
    [InlineData("w1", 1, 1)]
    [InlineData("w10", 10, 5)]
    public void BoxCoder_BothWeights_AsTorchvision(string weights, double position, double size)
    {
        using var scope = NewDisposeScope();
        var coder = new BoxCoder(position, size);
        var boxes = tensor(Units.GetProperty("boxes").Floats()).view(-1, 4);
        var deltas = tensor(Units.GetProperty("deltas").Floats()).view(boxes.shape[0], -1);
        var decoded = coder.Decode(deltas, boxes);

        Close.To(Units.GetProperty($"decode_{weights}").Floats(), decoded.Values(), 1e-3, "decode");
        var round = coder.Encode(decoded[TensorIndex.Colon, 0], boxes);
        Close.To(deltas.narrow(1, 0, 4).Values(), round.Values(), 1e-3, "encode of decode");
    }

    [Theory]
    [InlineData("w1", 1, 1)]
    [InlineData("w10", 10, 5)]
    public void Encode_BoxesInReverse_AsTorchvision(string weights, double position, double size)
    {
        using var scope = NewDisposeScope();
        var boxes = tensor(Units.GetProperty("boxes").Floats()).view(-1, 4);

        var encoded = new BoxCoder(position, size).Encode(boxes.flip(0), boxes);

        Close.To(Units.GetProperty($"encode_{weights}").Floats(), encoded.Values(), 1e-4, "encode");
    }

    [Fact]
    public void Decode_HugeGrowth_IsLimited()
    {
        using var scope = NewDisposeScope();
        var decoded = new BoxCoder(1, 1).Decode(tensor(new float[] { 0.5f, 0, 50, 0 }, [1, 4]), tensor(new float[] { 10, 10, 12, 14 }, [1, 4]));

        Close.To([2 * 1000f / 16], [decoded.Values()[2] - decoded.Values()[0]], 1e-3, "width");
    }

    [Fact]
    public void RoiAlign_SharedBoxes_AsTorchvision()
    {
        using var scope = NewDisposeScope();
        var golden = Units.GetProperty("roi_align");
        var stream = new UniformStream("unit_fm");
        var map = tensor(Enumerable.Range(0, 4 * 16 * 16).Select(i => (float)stream[i]).ToArray(), [4, 16, 16]);
        var rois = tensor(golden.GetProperty("rois_xyxy").Floats()).view(-1, 4);

        Close.To(golden.GetProperty("out7").Floats(), RoiAlign.Pool(map, rois, 1.0 / 32, 7).Values(), 1e-5, "7×7");
        Close.To(golden.GetProperty("out14_sum").Floats(), RoiAlign.Pool(map, rois, 1.0 / 32, 14).sum([2, 3]).Values(), 1e-3, "14×14, sums");
    }

    [Fact]
    public void RoiAlign_Gradient_ReachesTheMap()
    {
        using var scope = NewDisposeScope();
        var map = ones([1, 4, 4], requires_grad: true);

        RoiAlign.Pool(map, tensor(new float[] { 0, 0, 3, 3 }, [1, 4]), 1, 2).sum().backward();

        Close.To([4], [map.grad!.sum().item<float>()], 1e-5, "sum of the gradient");
    }

    [Theory]
    [InlineData("0.25")]
    [InlineData("0.5")]
    [InlineData("0.75")]
    public void Keep_PerClass_AsTorchvision(string threshold)
    {
        using var scope = NewDisposeScope();
        var golden = Units.GetProperty("batched_nms");
        var boxes = tensor(golden.GetProperty("boxes").Floats()).view(-1, 4);
        var scores = tensor(golden.GetProperty("scores").Floats());
        var labels = tensor(golden.GetProperty("labels").Integers().Select(label => (long)label).ToArray());

        var kept = NonMaximumSuppression.Keep(boxes, scores, ones_like(scores, ScalarType.Bool), double.Parse(threshold), labels);

        Assert.Equal(golden.GetProperty($"keep_{threshold}").Integers(), kept.data<long>().Select(index => (int)index).ToArray());
    }

    [Fact]
    public void Keep_BoxesThatTakeNoPart_AreNotChosenAndSuppressNothing()
    {
        using var scope = NewDisposeScope();
        var boxes = tensor(new float[] { 0, 0, 4, 4, 0, 0, 4, 4, 9, 9, 9, 9 }, [3, 4]);

        var kept = NonMaximumSuppression.Keep(boxes, tensor(new[] { 0.9f, 0.8f, 0.7f }), tensor(new[] { false, true, true }), 0.5);

        Assert.Equal([1L, 2L], kept.data<long>().ToArray());
    }

    [Theory]
    [InlineData(1001, 0.3)]
    [InlineData(1000, 0.7)]
    [InlineData(3, 0.5)]
    public void Keep_ManyBoxes_AsTheTableOfAllOverlaps(int count, double threshold)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(7);
        var corners = rand(new long[] { count, 2 }, generator: random) * 400;
        var boxes = cat([corners, corners + 20 + rand(new long[] { count, 2 }, generator: random) * 80], 1);
        var scores = rand(new long[] { count }, generator: random);

        var kept = NonMaximumSuppression.Keep(boxes, scores, ones(count, ScalarType.Bool), threshold);

        var overlaps = Boxes.PairwiseIou(boxes, boxes).gt(threshold);
        var expected = new List<long>();
        foreach (var candidate in scores.argsort(0, descending: true).data<long>())
        {
            if (expected.All(better => !overlaps[better, candidate].item<bool>()))
                expected.Add(candidate);
        }

        Assert.Equal(expected, kept.data<long>().ToArray());
    }

    [Fact]
    public void Keep_NothingToChooseFrom_Nothing()
    {
        using var scope = NewDisposeScope();

        var kept = NonMaximumSuppression.Keep(zeros([0, 4]), zeros(0), zeros([0], ScalarType.Bool), 0.5);

        Assert.Equal(0, kept.shape[0]);
    }

    [Fact]
    public void ImageGeometry_SharedSizes_AsTorchvision()
    {
        foreach (var size in Units.GetProperty("resize_shapes").EnumerateObject())
        {
            var sides = size.Name.Split('x').Select(long.Parse).ToArray();
            var geometry = ImageGeometry.Of(new(sides[0], sides[1]));

            Assert.Equal(size.Value.GetProperty("resized_hw").Floats(), new float[] { geometry.Resized.Height, geometry.Resized.Width });
            Assert.Equal(size.Value.GetProperty("padded_hw").Floats(), new float[] { geometry.Padded.Height, geometry.Padded.Width });
        }
    }

    [Fact]
    public void ImageTransform_OddImage_AsTorchvision()
    {
        using var scope = NewDisposeScope();
        var stream = new UniformStream("unit_img");
        var image = tensor(Enumerable.Range(0, 3 * 30 * 44).Select(i => (float)(0.5 * stream[i] + 0.5)).ToArray(), [1, 3, 30, 44]);

        var transformed = ImageTransform.Apply(image, ImageGeometry.Of(new(30, 44), shortest: 64, longest: 64));

        Close.ToSummary(Units.GetProperty("resize_bilinear").GetProperty("summary"), transformed, 1e-5, "resized image");
    }
}
