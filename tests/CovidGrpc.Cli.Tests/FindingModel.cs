using System.Text.Json.Nodes;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary>The test model with a cut so low that it always has findings.</summary>
internal sealed class FindingModel : IDisposable
{
    private readonly TestModel _model = new();

    public FindingModel()
    {
        var file = System.IO.Path.Combine(Path, "model.json");
        var manifest = JsonNode.Parse(File.ReadAllText(file))!;
        manifest["findings"]!["score_threshold"] = 0.05;
        File.WriteAllText(file, manifest.ToJsonString());
    }

    public string Path => _model.Path;

    public void Dispose() => _model.Dispose();
}
