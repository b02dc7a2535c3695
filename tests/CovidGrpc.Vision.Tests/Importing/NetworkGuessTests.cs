using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Tests.Importing;

public sealed class NetworkGuessTests
{
    private static readonly string[] Residual = ["resnet18", "resnet34", "resnet50", "resnext50_32x4d", "resnext101_32x8d"];

    public static TheoryData<string, string> Networks { get; } =
    [
        .. Residual.SelectMany(backbone => new[] { (backbone, "one_shot_lstm_attention"), (backbone, "mask_rcnn"), (backbone, "image_classifier") }),
        ("densenet121", "image_classifier"),
        ("vgg16", "image_classifier"),
    ];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Of_NamesAndShapesOfEachNetwork_ThatNetwork(string backbone, string architecture)
    {
        var folder = architecture switch
        {
            "one_shot_lstm_attention" => TestModels.Folder(backbone),
            "mask_rcnn" => TestModels.MaskRcnnFolder(manifest => manifest["backbone"] = backbone),
            _ => TestModels.ImageClassifierFolder(backbone),
        };

        var guess = NetworkGuess.Of(TensorsOf(folder));

        Assert.Equal((architecture, backbone), (guess.Architecture?.Name(), guess.Backbone?.Name()));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnext50_32x4d")]
    [InlineData("resnext101_32x8d")]
    public void Of_GoldenIndex_OneShotOnThatBackbone(string backbone)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var rows = GoldenJson.Read(GoldenFolder.Shared, $"weights_index_{backbone}.json").GetProperty("rows");
        var tensors = rows.EnumerateArray().Select(row => new FileTensor(row[0].GetString()!, "float32", [.. row[1].Integers().Select(side => (long)side)]));

        var guess = NetworkGuess.Of(tensors.ToDictionary(tensor => tensor.Name));

        Assert.Equal((ModelArchitecture.OneShotLstmAttention, backbone), (guess.Architecture, guess.Backbone?.Name()));
    }

    // ResNet-101 has ResNet-50's blocks, but more of them; VGG-16 with batch norm has running statistics.
    [Fact]
    public void Of_ItsLikesThatAreNotServed_NoBackbone()
    {
        var deeper = TensorsOf(TestModels.ImageClassifierFolder("resnet50")).ToDictionary();
        var vgg = TensorsOf(TestModels.ImageClassifierFolder("vgg16")).ToDictionary();
        foreach (var block in Enumerable.Range(6, 17))
            deeper[$"layer3.{block}.conv1.weight"] = new($"layer3.{block}.conv1.weight", "float32", [256, 1024, 1, 1]);
        vgg["features.1.running_mean"] = new("features.1.running_mean", "float32", [64]);

        Assert.Equal(new(ModelArchitecture.ImageClassifier, null), NetworkGuess.Of(deeper));
        Assert.Equal(new(ModelArchitecture.ImageClassifier, null), NetworkGuess.Of(vgg));
        Assert.Equal(new(null, null), NetworkGuess.Of(new Dictionary<string, FileTensor> { ["net.weight"] = new("net.weight", "float32", [3]) }));
    }

    private static Dictionary<string, FileTensor> TensorsOf(ModelFolder folder)
    {
        return NetworkPart.Of(folder.Manifest).SelectMany(part => part.Tensors())
            .ToDictionary(entry => entry.Key, entry => new FileTensor(entry.Key, "float32", entry.Value.Shape));
    }
}
