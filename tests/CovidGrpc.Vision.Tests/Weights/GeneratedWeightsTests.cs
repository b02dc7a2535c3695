using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Weights;

public sealed class GeneratedWeightsTests(TestModels models)
{
    [Theory]
    [InlineData("a", 0xaf63dc4c8601ec8cUL, -0.25653815269470215, 0.9962445497512817, 0.9842129945755005, 0.37188172340393066)]
    [InlineData("backbone.body.conv1.weight", 0x98c9f18c3281a059UL, -0.04727280139923096, -0.6322946548461914, -0.1584104299545288, 0.859055757522583)]
    [InlineData("attn_layer.lstm_pos.weight_hh_l0", 0x0c66ac1a60225a2fUL, -0.11535131931304932, 0.2927747964859009, 0.6448075771331787, -0.7740442752838135)]
    public void UniformStream_KnownName_KnownNumbers(string name, ulong seed, double first, double second, double third, double fourth)
    {
        var stream = new UniformStream(name);

        Assert.Equal(seed, stream.Seed);
        Assert.Equal([first, second, third, fourth], Enumerable.Range(0, 4).Select(i => stream[i]));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnext50_32x4d")]
    [InlineData("resnext101_32x8d")]
    public void Load_FullIndex_EveryTensorBitForBit(string backbone)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var index = GoldenJson.Read(GoldenFolder.Shared, $"weights_index_{backbone}.json").GetProperty("rows");

        var expected = index.EnumerateArray().Select(row => $"{row[0]} [{string.Join(",", row[1].Integers())}] {row[3]}");

        Assert.Equal(expected.Order(StringComparer.Ordinal), GoldenWeights.Rows(BothRooms(backbone)));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnext50_32x4d")]
    [InlineData("resnext101_32x8d")]
    public void Load_CompactIndex_AllTensorsBitForBit(string backbone)
    {
        var expected = GoldenJson.Read(GoldenFolder.Compact, "weights.json").Text(backbone);

        Assert.Equal(expected, GoldenWeights.Digest(BothRooms(backbone)));
    }

    [Fact]
    public void Load_BothRooms_ShareNoTensor()
    {
        Assert.Empty(models.Segmenter("resnet18", "running_statistics").Network.state_dict().Keys
            .Intersect(models.Classifier("resnet18").Network.state_dict().Keys));
    }

    private IEnumerable<KeyValuePair<string, Tensor>> BothRooms(string backbone)
    {
        return models.Segmenter(backbone, "running_statistics").Network.state_dict().Concat(models.Classifier(backbone).Network.state_dict());
    }
}
