using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Tests.OneShot;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Layers;

/// <summary>Fewer steps, the same results: against the network as it is written, and against the authors' numbers.</summary>
public sealed class SimplifiedNetworkTests(TestModels models)
{
    private const double Tolerance = 1e-4;

    private static readonly Placement Simplified = Placement.Cpu with { Simplifies = true };

    [Theory]
    [InlineData("resnet18", "running_statistics")]
    [InlineData("resnet18", "batch_statistics")]
    [InlineData("resnext50_32x4d", "running_statistics")]
    [InlineData("resnext50_32x4d", "batch_statistics")]
    public void Forward_Simplified_IsTheNetworkAsWritten(string backbone, string batchNorm)
    {
        using var simplified = OneShotSegmenter.Load(TestModels.Folder(backbone, batchNorm), Simplified);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var plain = models.Segmenter(backbone, batchNorm).Network;
        var image = randn(1, 3, 256, 320);

        var expected = plain.Backbone.call(image, CancellationToken.None)[0];
        var actual = simplified.Network.Backbone.call(image, CancellationToken.None)[0];
        AssertClose(expected, actual, "features");

        var pooled = ChannelsLast.Of(randn(32, plain.Backbone.Pyramid.call([image.new_zeros(1, plain.Backbone.Body.Outputs, 1, 1)])[0].shape[1], 14, 14));
        var maps = plain.RoiHeads.Sequence.Maps(pooled);
        AssertClose(maps, simplified.Network.RoiHeads.Sequence.Maps(pooled), "maps");
        AssertClose(plain.Encoder.call(maps), simplified.Network.Encoder.call(maps), "sequences");
    }

    [Theory]
    [MemberData(nameof(GoldenForwardTests.CompactCases), MemberType = typeof(GoldenForwardTests))]
    public void Forward_SimplifiedOnCompactSet_MatchesAuthors(string backbone, int index)
    {
        var golden = GoldenForwardTests.Case(GoldenFolder.Compact, backbone, index);
        using var simplified = OneShotSegmenter.Load(TestModels.Folder(backbone, golden.BatchNorm), Simplified);
        GoldenForwardTests.Compare(golden, simplified, models.Classifier(backbone));
    }

    private static void AssertClose(Tensor expected, Tensor actual, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = Math.Max(1, expected.abs().max().item<float>());
        var difference = (expected - actual).abs().max().item<float>() / scale;
        Assert.True(difference <= Tolerance, $"{what} differ by {difference} of the largest value");
    }
}
