using System.Text;
using System.Text.Json.Nodes;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary><c>covid train</c>, with the demo's network on a few phantoms.</summary>
public sealed class TrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_FewIterations_ModelLogAndPictureThenEvaluated()
    {
        var result = await CovidProcess.RunAsync("train", Config(), "--out", _folder.PathOf("run"));

        Assert.Equal((ExitCode.Done, ""), (result.ExitCode, string.Join('\n', result.Errors)));
        Assert.Contains(result.Output, line => line.StartsWith("2/2", StringComparison.Ordinal));
        Assert.Contains("no medical device", result.Output[^1], StringComparison.Ordinal);
        Assert.All(["log.jsonl", "loss.png", "report.json", "model/model.json"], name => Assert.True(File.Exists(_folder.PathOf($"run/{name}")), name));

        var evaluated = await CovidProcess.RunAsync(
            "evaluate", "classification", "--model", _folder.PathOf("run/model"), "--layout", "phantoms", "--slices", "2", "--resamples", "0");
        Assert.Equal(ExitCode.Done, evaluated.ExitCode);
    }

    [Fact]
    public async Task Train_WrongConfiguration_EveryErrorOnALineOfItsOwn()
    {
        var config = Config(settings =>
        {
            settings["iterations"] = 0;
            settings["validate_every"] = -1;
        });

        var result = await CovidProcess.RunAsync("train", config, "--out", _folder.PathOf("run"));

        Assert.Equal((ExitCode.SomeFailed, 2), (result.ExitCode, result.Errors.Length));
        Assert.All(result.Errors, line => Assert.StartsWith("covid: config.json: ", line, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder.PathOf("run")));
    }

    private string Config(Action<JsonNode>? change = null)
    {
        var settings = JsonNode.Parse($$"""
            {
              "schema_version": 1, "seed": 3, "model": {{System.Text.Json.JsonSerializer.Serialize(Repository.PathOf("deploy", "training", "demo"))}}, "iterations": 2,
              "optimiser": { "learning_rate": 1e-4, "weight_decay": 1e-4 }, "recipe": { "instances_take_turns": true },
              "data": [{ "name": "phantoms", "layout": "phantoms", "segmentation_share": 1, "class_share": 1,
                         "phantoms": { "seed": 5, "slices": 2, "validation_slices": 1, "side": 256 } }],
              "validate_every": 2, "checkpoint_every": 1
            }
            """)!;
        change?.Invoke(settings);
        return _folder.Write("config.json", Encoding.UTF8.GetBytes(settings.ToJsonString()));
    }
}
