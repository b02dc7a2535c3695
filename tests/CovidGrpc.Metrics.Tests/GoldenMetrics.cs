using System.Text.Json;
using CovidGrpc.Metrics.Segmentation.Files;
using CovidGrpc.Testing;

namespace CovidGrpc.Metrics.Tests;

/// <summary>The golden truth, results and numbers in <c>tests/golden/metrics</c>.</summary>
internal static class GoldenMetrics
{
    private static readonly string Folder = Repository.PathOf("tests", "golden", "metrics");

    public static JsonElement Numbers { get; } = Read("metrics_segmentation.json");

    /// <summary>Confusion matrices, and what the authors' code computed of them.</summary>
    public static JsonElement Matrices { get; } = Read("metrics_classification.json");

    public static CocoTruth Truth(string file = "seg_gt.json")
    {
        using var stream = File.OpenRead(Path.Combine(Folder, file));
        return CocoTruth.Read(stream);
    }

    public static CocoResults Results(string overlap, CocoTruth truth)
    {
        using var stream = File.OpenRead(Path.Combine(Folder, $"seg_results_{overlap}.json"));
        return CocoResults.Read(stream, truth);
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, file))).RootElement;
}
