using System.Text.Json.Nodes;
using CovidGrpc.Testing;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>The untrained model, whose weights are computed from the names of its tensors, in one batch-norm mode and on any backbone.</summary>
internal static class BenchmarkModel
{
    internal const string Running = "running_statistics";
    internal const string OfBatch = "batch_statistics";

    internal static ModelFolder Open(string batchNorm, string backbone = "resnext50_32x4d")
    {
        var manifest = JsonNode.Parse(File.ReadAllBytes(Repository.PathOf("tests", "golden", "untrained", ModelFolder.ManifestName)))!;
        (manifest["batch_norm"], manifest["backbone"]) = (batchNorm, backbone);
        var folder = Directory.CreateTempSubdirectory("covid-benchmark-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, ModelFolder.ManifestName), manifest.ToJsonString());
            return ModelFolder.Open(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
