using System.Text.Json.Nodes;
using CovidGrpc.Testing;
using CovidGrpc.Training.Learning;
using CovidGrpc.Training.Tests.OneShot;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Tests.Learning;

public sealed class StartingWeightsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-start-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Fill_FromAClassifier_ItsBodyAndTheRestFromScratch()
    {
        using var scope = NewDisposeScope();
        using var network = GoldenTraining.Network();
        using var scratch = GoldenTraining.Network();
        InitialWeights.Fill(scratch.State, seed: 1);
        var classifier = Write(manifest =>
        {
            manifest["architecture"] = "image_classifier";
            manifest.AsObject().Remove("detection");
        });

        StartingWeights.Fill(network.State, ModelArchitecture.OneShotLstmAttention, classifier, seed: 1);

        using var source = classifier.OpenWeights();
        var expected = zeros_like(network.State["backbone.body.layer4.1.conv2.weight"]);
        source.Read("layer4.1.conv2.weight", expected);
        Assert.True(network.State["backbone.body.layer4.1.conv2.weight"].allclose(expected));
        Assert.True(network.State["rpn.head.conv.weight"].allclose(scratch.State["rpn.head.conv.weight"]));
    }

    [Fact]
    public void Fill_FromMaskRcnn_Refused()
    {
        using var network = GoldenTraining.Network();
        var finder = Write(manifest =>
        {
            manifest["architecture"] = "mask_rcnn";
            manifest.AsObject().Remove("classification");
        });

        Assert.Throws<ModelFolderException>(() => StartingWeights.Fill(network.State, ModelArchitecture.OneShotLstmAttention, finder, seed: 1));
    }

    private ModelFolder Write(Action<JsonNode> change)
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "golden", "untrained", "model.json")))!;
        manifest["backbone"] = "resnet18";
        change(manifest);
        File.WriteAllText(Path.Combine(_folder.FullName, ModelFolder.ManifestName), manifest.ToJsonString());
        return ModelFolder.Open(_folder.FullName);
    }
}
