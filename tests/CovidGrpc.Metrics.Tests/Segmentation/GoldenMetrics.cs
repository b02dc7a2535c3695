using System.Text.Json;
using CovidGrpc.Metrics.Segmentation.Files;

namespace CovidGrpc.Metrics.Tests.Segmentation;

/// <summary>The golden truth, results and numbers in <c>tests/golden/metrics</c>.</summary>
internal static class GoldenMetrics
{
    private static readonly string Folder = Find();

    public static JsonElement Numbers { get; } = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "metrics_segmentation.json"))).RootElement;

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

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CovidGrpc.sln")))
                return Path.Combine(folder.FullName, "tests", "golden", "metrics");
        }

        throw new InvalidOperationException("the tests do not run within the repository");
    }
}
