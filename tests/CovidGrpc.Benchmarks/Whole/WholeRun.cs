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

    /// <summary>First argument of the command that measures on a GPU alone.</summary>
    internal const string GpuCommand = "gpu";

    /// <summary>Prints the rows of a GPU and writes <c>gpu.json</c>.</summary>
    /// <returns>Whether each row is within its bound.</returns>
    internal static async Task<bool> ReportGpuAsync()
    {
        if (!torch.cuda.is_available())
        {
            Console.WriteLine("There is no GPU here, or libtorch is the one for CPUs.");
            return false;
        }

        var rows = new List<Comparison>();
        var onGpu = Simplifying with { Device = ComputeDevice.Of("cuda:0") };
        foreach (var mode in (string[])[BenchmarkModel.Running, BenchmarkModel.OfBatch])
            Add(rows, GpuComparisons.Measure(mode, onGpu));
        Add(rows, await GatewayComparisons.MeasureAsync(onGpu));
        Write("gpu.json", rows);
        return rows.TrueForAll(row => row.Holds);
    }

    /// <summary>Prints all rows of the CPU and writes <c>results.json</c> and <c>results.png</c>.</summary>
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
        TimesPlot.Save(Path.Combine(Write("results.json", rows), "results.png"), rows);
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

    // The folder that it is in.
    private static string Write(string name, IReadOnlyList<Comparison> rows)
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("tests", "CovidGrpc.Benchmarks", "results")).FullName;
        var processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
            : null;
        var results = new { Processor = processor, Cores = Environment.ProcessorCount, Threads = 2, Rows = rows };
        File.WriteAllText(Path.Combine(folder, name), JsonSerializer.Serialize(results, Indented) + "\n");
        Console.WriteLine($"{name} is in {folder}");
        return folder;
    }
}
