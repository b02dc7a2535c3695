using System.Text.Json.Nodes;
using CovidGrpc.Testing;
using CovidGrpc.Training.Runs;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Training.Tests.Runs;

/// <summary>A run of a few iterations on a few phantoms, in a folder that lives as long as a test.</summary>
internal sealed class SmallRun : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-run-");

    /// <param name="change">What is to be otherwise in the configuration.</param>
    /// <param name="changeModel">What is to be otherwise in the model.</param>
    public SmallRun(Action<JsonNode>? change = null, Action<JsonNode>? changeModel = null)
    {
        var model = JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests", "golden", "untrained", "model.json")))!;
        model["backbone"] = "resnet18";
        model["pyramid"] = new JsonObject { ["stride"] = 16, ["channels"] = 32 };
        model["detection"]!["anchors"] = new JsonObject { ["sizes"] = new JsonArray(32, 64, 128, 224), ["ratios"] = new JsonArray(1, 2) };
        changeModel?.Invoke(model);
        Directory.CreateDirectory(PathOf("model"));
        File.WriteAllText(PathOf("model", ModelFolder.ManifestName), model.ToJsonString());

        var config = JsonNode.Parse("""
            {
              "schema_version": 1, "seed": 7, "model": "model", "iterations": 4,
              "optimiser": { "learning_rate": 1e-3, "weight_decay": 1e-4, "final_learning_rate": 1e-5, "warm_up": 1 },
              "recipe": { "roi_sample_size": 32, "most_positive_rois": 8, "instances_take_turns": true, "trains_reduction": true },
              "augmentation": { "rotation": 5, "scale": 0.1, "shift": 0.05, "mirrors": true, "level": 0.05, "width": 0.1, "noise": 3 },
              "data": [{ "name": "phantoms", "layout": "phantoms", "segmentation_share": 1, "class_share": 1,
                         "phantoms": { "seed": 5, "slices": 6, "validation_slices": 0, "side": 128 } }],
              "validate_every": 100, "checkpoint_every": 2
            }
            """)!;
        change?.Invoke(config);
        File.WriteAllText(Config, config.ToJsonString());
    }

    public string Config => PathOf("config.json");

    public string PathOf(params string[] parts) => Path.Combine([_folder.FullName, .. parts]);

    /// <summary>Opens the run in a folder of that name.</summary>
    public TrainingRun Open(string name) => TrainingRun.Open(Config, null, PathOf(name), TimeProvider.System);

    public void Dispose() => _folder.Delete(recursive: true);
}
