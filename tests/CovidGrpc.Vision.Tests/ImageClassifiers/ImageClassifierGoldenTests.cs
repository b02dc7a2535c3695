using System.Text.Json;
using CovidGrpc.Vision.ImageClassifiers;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.ImageClassifiers;

/// <summary>The classifiers against torchvision's, number by number.</summary>
public sealed class ImageClassifierGoldenTests(TestModels models)
{
    private static readonly string[] Networks = ["resnet50", "resnext50_32x4d", "densenet121", "vgg16"];

    public static TheoryData<string, string> CompactCases { get; } = Cases([.. Networks, "resnext101_32x8d"], ["ct3_224x224", "noise_256x320"]);

    public static TheoryData<string, string> SharedCases { get; } = Cases(Networks, ["ct0_512x512", "ct1_512x512", "ct2_512x512"]);

    [Theory]
    [MemberData(nameof(CompactCases))]
    public void Forward_CompactSet_AsTorchvision(string network, string image)
    {
        var golden = GoldenJson.Read(GoldenFolder.CompactBaselines, "classifiers.json").GetProperty(network);
        Compare(models.ImageClassifier(network).Network, Case(golden, image), GoldenFolder.CompactBaselines);
    }

    [Theory]
    [MemberData(nameof(SharedCases))]
    public void Forward_FullSet_AsTorchvision(string network, string image)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var golden = GoldenJson.Read(GoldenFolder.SharedBaselines, $"classifier_{network}.json");
        Compare(models.ImageClassifier(network).Network, Case(golden, image), GoldenFolder.SharedBaselines);
    }

    [Theory]
    [InlineData("resnet50", 23_514_179)]
    [InlineData("resnext50_32x4d", 22_986_051)]
    [InlineData("resnext101_32x8d", 86_748_483)]
    [InlineData("densenet121", 6_956_931)]
    [InlineData("vgg16", 134_272_835)]
    public void Load_Generated_AllTensorsBitForBit(string network, long parameters)
    {
        var loaded = models.ImageClassifier(network).Network;

        Assert.Equal(parameters, loaded.named_parameters().Sum(entry => entry.parameter.numel()));
        Assert.Equal(GoldenJson.Read(GoldenFolder.CompactBaselines, "weights.json").Text(network), GoldenWeights.Digest(loaded.state_dict()));
    }

    [Theory]
    [InlineData("resnet50")]
    [InlineData("resnext50_32x4d")]
    [InlineData("resnext101_32x8d")]
    [InlineData("densenet121")]
    [InlineData("vgg16")]
    public void Load_FullIndex_TorchvisionsTensors(string network)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);

        GoldenWeights.AssertEqual(
            GoldenJson.Read(GoldenFolder.SharedBaselines, $"classifier_{network}.json"), models.ImageClassifier(network).Network.state_dict());
    }

    [Theory]
    [InlineData("resnet50")]
    [InlineData("densenet121")]
    [InlineData("vgg16")]
    public void Forward_TwoImages_EachAsIfAlone(string network)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var loaded = models.ImageClassifier(network).Network;
        var images = cat([Noise(), Noise().flip(3)]);

        var together = loaded.call(images, CancellationToken.None);

        Close.To(loaded.call(images.narrow(0, 0, 1), CancellationToken.None).Values(), together[0].Values(), 1e-4, "first image");
        Close.To(loaded.call(images.narrow(0, 1, 1), CancellationToken.None).Values(), together[1].Values(), 1e-4, "second image");
    }

    private static TheoryData<string, string> Cases(string[] networks, string[] images)
    {
        var cases = new TheoryData<string, string>();
        foreach (var network in networks)
        {
            foreach (var image in images)
                cases.Add(network, image);
        }

        return cases;
    }

    private static JsonElement Case(JsonElement golden, string image)
    {
        return golden.GetProperty("cases").EnumerateArray().Single(item => item.Text("id") == image);
    }

    internal static void Compare(ImageClassifierNetwork loaded, JsonElement golden, string folder)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var image = golden.Text("id");
        var images = image.StartsWith("noise", StringComparison.Ordinal) ? Noise() : Read(Path.Combine(folder, "images", $"{image}.png"));

        var features = loaded.Features(images, CancellationToken.None);
        Close.ToSummary(golden.GetProperty("feature_map_before_pooling"), features, 2e-5, "features");
        Close.ToSummary(golden.GetProperty("pooled"), loaded.Pool(features), 2e-5, "pooled features");
        Close.To(golden.GetProperty("logits").Floats(), loaded.call(images, CancellationToken.None).Values(), 1e-4, "logits");
    }

    private static Tensor Read(string path)
    {
        var slice = GreyPng.Read(path);
        return SliceBatch.Of([slice], ImageGeometry.AtMost(new(slice.Rows, slice.Columns), 1024), Normalisation.Unit, CPU).Images;
    }

    // Three channels that differ: a CT slice would not tell their order.
    private static Tensor Noise()
    {
        var stream = new UniformStream("cls_noise");
        return tensor(Enumerable.Range(0, 3 * 256 * 320).Select(i => (float)((stream[i] + 1) / 2)).ToArray(), [1, 3, 256, 320]);
    }
}
