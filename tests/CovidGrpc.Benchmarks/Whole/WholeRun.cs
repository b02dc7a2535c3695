using System.Text.Encodings.Web;
using System.Text.Json;
using CovidGrpc.Testing;
using CovidGrpc.Vision;
using TorchSharp;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>All comparisons of the whole, side by side in one run on two threads; results as JSON and one plot.</summary>
internal static class WholeRun
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>As services load networks.</summary>
    internal static Placement Simplifying { get; } = Placement.Cpu with { Simplifies = true };

    /// <summary>Prints all rows and writes <c>results.json</c> and <c>results.png</c>.</summary>
    /// <returns>Whether each row is within its bound.</returns>
    internal static async Task<bool> ReportAsync()
    {
        torch.set_num_threads(2);
        var rows = new List<Comparison>();
        foreach (var mode in (string[])[BenchmarkModel.Running, BenchmarkModel.OfBatch])
        {
            Add(rows, NetworkComparisons.Measure(mode, Simplifying));
            Add(rows, PeerComparisons.Measure(mode, Simplifying));
            Add(rows, [MemoryComparison.Measure(mode)]);
        }

        Add(rows, RewriteComparisons.Measure());
        Add(rows, await GatewayComparisons.MeasureAsync(Simplifying));
        Write(rows);
        return rows.TrueForAll(row => row.Holds);
    }

    private static void Add(List<Comparison> rows, IEnumerable<Comparison> more)
    {
        foreach (var row in more)
        {
            Console.WriteLine(row);
            rows.Add(row);
        }
    }

    private static void Write(IReadOnlyList<Comparison> rows)
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("tests", "CovidGrpc.Benchmarks", "results")).FullName;
        var processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        var results = new { Processor = processor, Cores = Environment.ProcessorCount, Threads = 2, Rows = rows };
        File.WriteAllText(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(results, Indented) + "\n");
        TimesPlot.Save(Path.Combine(folder, "results.png"), rows);
        Console.WriteLine($"results.json and results.png in {folder}");
    }
}
