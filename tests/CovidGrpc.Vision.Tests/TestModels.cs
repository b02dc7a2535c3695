using System.Text.Json.Nodes;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests;

/// <summary>Models with generated weights, each loaded once for all tests.</summary>
public sealed class TestModels : IDisposable
{
    private readonly Dictionary<string, OneShotSegmenter> _segmenters = [];
    private readonly Dictionary<string, OneShotClassifier> _classifiers = [];
    private readonly Dictionary<string, ImageClassifier> _imageClassifiers = [];
    private MaskRcnnSegmenter? _maskRcnn;

    public TestModels()
    {
        set_num_threads(2);
    }

    /// <param name="backbone">Its name in a manifest.</param>
    /// <param name="batchNorm">Its name in a manifest.</param>
    /// <param name="simplified">Whether its linear steps are joined.</param>
    public OneShotSegmenter Segmenter(string backbone, string batchNorm, bool simplified = false)
    {
        var key = $"{backbone} {batchNorm} {simplified}";
        return _segmenters.TryGetValue(key, out var loaded)
            ? loaded
            : _segmenters[key] = OneShotSegmenter.Load(Folder(backbone, batchNorm), Placement.Cpu with { Simplifies = simplified });
    }

    public OneShotClassifier Classifier(string backbone)
    {
        return _classifiers.TryGetValue(backbone, out var loaded)
            ? loaded
            : _classifiers[backbone] = OneShotClassifier.Load(Folder(backbone), Placement.Cpu);
    }

    public ImageClassifier ImageClassifier(string backbone)
    {
        return _imageClassifiers.TryGetValue(backbone, out var loaded)
            ? loaded
            : _imageClassifiers[backbone] = Vision.ImageClassifier.Load(ImageClassifierFolder(backbone), Placement.Cpu);
    }

    /// <summary>Mask R-CNN with the golden set's biases in place of the generated ones: with those, all scores saturate.</summary>
    public MaskRcnnSegmenter MaskRcnn()
    {
        if (_maskRcnn is not null)
            return _maskRcnn;
        _maskRcnn = MaskRcnnSegmenter.Load(MaskRcnnFolder(), Placement.Cpu);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var state = _maskRcnn.Network.state_dict();
        foreach (var bias in GoldenJson.Read(GoldenFolder.CompactBaselines, "maskrcnn_overrides.json").EnumerateObject())
            state[TensorNames.Canonical(bias.Name)].copy_(tensor(bias.Value.Floats()));
        return _maskRcnn;
    }

    public static ModelFolder ImageClassifierFolder(string backbone, Action<JsonObject>? change = null)
    {
        return Folder(backbone, change: manifest =>
        {
            manifest["architecture"] = "image_classifier";
            manifest["normalisation"] = "unit";
            manifest.Remove("detection");
            change?.Invoke(manifest);
        });
    }

    public static ModelFolder MaskRcnnFolder(Action<JsonObject>? change = null)
    {
        return Folder("resnet50", change: manifest =>
        {
            manifest["architecture"] = "mask_rcnn";
            manifest["normalisation"] = "imagenet";
            manifest.Remove("classification");
            var detection = manifest["detection"]!;
            detection["tissues"] = new JsonArray("ground_glass_opacity", "consolidation");
            detection["rpn"] = new JsonObject { ["pre_nms_top_n"] = 1000, ["post_nms_top_n"] = 1000, ["nms_threshold"] = 0.75 };
            detection["mask_activation"] = "none";
            detection["findings"] = new JsonObject { ["score_threshold"] = 0.05, ["max_per_slice"] = 128 };
            change?.Invoke(manifest);
        });
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
        return JsonNode.Parse(File.ReadAllBytes(Path.Combine(GoldenFolder.UntrainedModel, ModelFolder.ManifestName)))!.AsObject();
    }

    public void Dispose()
    {
        foreach (var segmenter in _segmenters.Values)
            segmenter.Dispose();
        foreach (var classifier in _classifiers.Values)
            classifier.Dispose();
        foreach (var classifier in _imageClassifiers.Values)
            classifier.Dispose();
        _maskRcnn?.Dispose();
    }
}
