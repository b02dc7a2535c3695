using System.Text.Json.Nodes;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests;

/// <summary>Models with generated weights, each loaded once for all tests.</summary>
public sealed class TestModels : IDisposable
{
    private readonly Dictionary<string, OneShotSegmenter> _segmenters = [];
    private readonly Dictionary<string, OneShotClassifier> _classifiers = [];

    public TestModels()
    {
        set_num_threads(2);
    }

    /// <param name="backbone">Its name in a manifest.</param>
    /// <param name="batchNorm">Its name in a manifest.</param>
    public OneShotSegmenter Segmenter(string backbone, string batchNorm)
    {
        return _segmenters.TryGetValue($"{backbone} {batchNorm}", out var loaded)
            ? loaded
            : _segmenters[$"{backbone} {batchNorm}"] = OneShotSegmenter.Load(Folder(backbone, batchNorm), Placement.Cpu);
    }

    public OneShotClassifier Classifier(string backbone)
    {
        return _classifiers.TryGetValue(backbone, out var loaded)
            ? loaded
            : _classifiers[backbone] = OneShotClassifier.Load(Folder(backbone), Placement.Cpu);
    }

    public static ModelFolder Folder(string backbone, string batchNorm = "running_statistics", Action<JsonObject>? change = null)
    {
        using var folder = new TemporaryFolder();
        return folder.OpenModel(manifest =>
        {
            manifest["backbone"] = backbone;
            manifest["batch_norm"] = batchNorm;
            change?.Invoke(manifest);
        });
    }

    /// <summary>The demo model's manifest, to be changed.</summary>
    public static JsonObject Manifest()
    {
        return JsonNode.Parse(File.ReadAllBytes(Path.Combine(GoldenFolder.DemoModel, ModelFolder.ManifestName)))!.AsObject();
    }

    public void Dispose()
    {
        foreach (var segmenter in _segmenters.Values)
            segmenter.Dispose();
        foreach (var classifier in _classifiers.Values)
            classifier.Dispose();
    }
}
