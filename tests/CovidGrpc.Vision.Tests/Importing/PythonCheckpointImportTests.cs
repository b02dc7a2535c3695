using CovidGrpc.Testing;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Tests.ImageClassifiers;
using CovidGrpc.Vision.Tests.MaskRcnn;
using CovidGrpc.Vision.Tests.OneShot;
using CovidGrpc.Vision.Weights;

namespace CovidGrpc.Vision.Tests.Importing;

/// <summary>
/// The golden weights, made and saved by Python's torch.save as the authors save theirs, imported and run: the answers are the golden ones.
/// </summary>
public sealed class PythonCheckpointImportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("resnet18", "zip")]
    [InlineData("resnext50_32x4d", "legacy")]
    public void Import_OneShot_GoldenAnswers(string backbone, string format)
    {
        var model = Import(TestModels.Folder(backbone), format);

        Assert.Equal((ModelArchitecture.OneShotLstmAttention, "batch_statistics", "zscore", true), Traits(model.Manifest));
        Assert.Contains("epoch 10", model.Manifest.Card.Description);
        using var segmenter = OneShotSegmenter.Load(model, Placement.Cpu);
        using var classifier = OneShotClassifier.Load(model, Placement.Cpu);
        for (var i = 0; i < 4; i++)
        {
            var golden = GoldenForwardTests.Case(GoldenFolder.Compact, backbone, i);
            if (golden.UsesBatchStatistics)
                GoldenForwardTests.Compare(golden, segmenter, classifier);
        }
    }

    [Theory]
    [InlineData("zip")]
    [InlineData("legacy")]
    public void Import_MaskRcnn_GoldenAnswers(string format)
    {
        var model = Import(TestModels.MaskRcnnFolder(), format, Path.Combine(GoldenFolder.CompactBaselines, "maskrcnn_overrides.json"));

        Assert.Equal((ModelArchitecture.MaskRcnn, "running_statistics", "imagenet", true), Traits(model.Manifest));
        Assert.Equal([Tissue.GroundGlassOpacity, Tissue.Consolidation], model.Manifest.Detection!.Tissues);
        using var segmenter = MaskRcnnSegmenter.Load(model, Placement.Cpu);
        var golden = GoldenJson.Read(GoldenFolder.CompactBaselines, "maskrcnn.json").GetProperty("cases")[0];
        MaskRcnnGoldenTests.Compare(segmenter.Network, golden, GreyPng.Read(Path.Combine(GoldenFolder.Compact, "images", "ct1.png")));
    }

    [Theory]
    [InlineData("resnet50", "zip")]
    [InlineData("resnext50_32x4d", "legacy")]
    [InlineData("densenet121", "zip")]
    [InlineData("vgg16", "zip")]
    [InlineData("resnext101_32x8d", "legacy")]
    public void Import_ImageClassifier_GoldenAnswers(string backbone, string format)
    {
        var model = Import(TestModels.ImageClassifierFolder(backbone), format);

        Assert.Equal((ModelArchitecture.ImageClassifier, "running_statistics", "unit", true), Traits(model.Manifest));
        Assert.Equal(backbone, model.Manifest.Backbone.Name());
        using var classifier = ImageClassifier.Load(model, Placement.Cpu);
        foreach (var golden in GoldenJson.Read(GoldenFolder.CompactBaselines, "classifiers.json").GetProperty(backbone).GetProperty("cases").EnumerateArray())
            ImageClassifierGoldenTests.Compare(classifier.Network, golden, GoldenFolder.CompactBaselines);
    }

    [Fact]
    public void Import_LargeOneShot_GoldenAnswers()
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var model = Import(TestModels.Folder("resnext101_32x8d"), "zip");
        using var segmenter = OneShotSegmenter.Load(model, Placement.Cpu);
        using var classifier = OneShotClassifier.Load(model, Placement.Cpu);
        var golden = Enumerable.Range(0, 10).Select(i => GoldenForwardTests.Case(GoldenFolder.Shared, "resnext101_32x8d", i)).First(item => item.UsesBatchStatistics);
        GoldenForwardTests.Compare(golden, segmenter, classifier);
    }

    public void Dispose()
    {
        _folder.Dispose();
    }

    private static (ModelArchitecture, string, string, bool) Traits(ModelManifest manifest)
    {
        return (manifest.Architecture, manifest.BatchNorm.Name(), manifest.Normalisation.Name(), manifest.Trained);
    }

    private ModelFolder Import(ModelFolder like, string format, string? overrides = null)
    {
        var (file, manifest) = (_folder.File("authors_ckpt_10.pth"), like.Manifest);
        var tensors = NetworkPart.Of(manifest).SelectMany(part => part.Tensors()).Select(entry => (entry.Key, (IReadOnlyList<long>)entry.Value.Shape));
        var reason = PythonCheckpoint.Save(file, format, manifest.Architecture.Name(), manifest.Backbone.Name(), tensors, overrides);
        Assert.SkipWhen(reason is not null, reason ?? "");
        return ModelImport.Run(file, _folder.File("model"), new(), TestContext.Current.CancellationToken);
    }
}
