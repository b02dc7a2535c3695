using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Tests.OneShot;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Layers;

/// <summary>Fewer steps, the same results: against the network as it is written, and against the authors' numbers.</summary>
public sealed class SimplifiedNetworkTests(TestModels models)
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("resnet18", "running_statistics")]
    [InlineData("resnet18", "batch_statistics")]
    [InlineData("resnext50_32x4d", "running_statistics")]
    [InlineData("resnext50_32x4d", "batch_statistics")]
    public void Forward_Simplified_IsTheNetworkAsWritten(string backbone, string batchNorm)
    {
        var (plain, simplified) = (models.Segmenter(backbone, batchNorm).Network, models.Segmenter(backbone, batchNorm, simplified: true).Network);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var image = randn(1, 3, 256, 320);

        var expected = plain.Backbone.call(image, CancellationToken.None)[0];
        var actual = simplified.Backbone.call(image, CancellationToken.None)[0];
        AssertClose(expected, actual, "features");

        var pooled = ConvolutionLayout.Of(randn(32, PyramidSettings.Authors.Channels, 14, 14));
        var maps = plain.RoiHeads.Sequence.Maps(pooled);
        AssertClose(maps, simplified.RoiHeads.Sequence.Maps(pooled), "maps");
        AssertClose(plain.Encoder.call(maps), simplified.Encoder.call(maps), "sequences");

        var boxes = ConvolutionLayout.Of(randn(50, PyramidSettings.Authors.Channels, 7, 7));
        var (ofSequence, ofDetection) = simplified.RoiHeads.Embed(boxes, [20, 30], detections: true);
        AssertClose(plain.RoiHeads.Sequence.Boxes.Head.Embed(boxes), ofSequence, "boxes for the sequence");
        AssertClose(plain.RoiHeads.Detection.Boxes.Head.Embed(boxes), ofDetection!, "boxes to detect");
        AssertClose(ofSequence, simplified.RoiHeads.Embed(boxes, [20, 30], detections: false).Sequence, "boxes without detections");
    }

    [Theory]
    [MemberData(nameof(GoldenForwardTests.CompactCases), MemberType = typeof(GoldenForwardTests))]
    public void Forward_SimplifiedOnCompactSet_MatchesAuthors(string backbone, int index)
    {
        var golden = GoldenForwardTests.Case(GoldenFolder.Compact, backbone, index);
        GoldenForwardTests.Compare(golden, models.Segmenter(backbone, golden.BatchNorm, simplified: true), models.Classifier(backbone));
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1, expected.abs().max().item<float>());
        var difference = (expected - actual).abs().max().item<float>() / scale;
        Assert.True(difference <= Tolerance, $"{what} differ by {difference} of the largest value");
    }
}
