using System.Diagnostics;
using System.Globalization;
using CovidGrpc.Vision;
using TorchSharp;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>Memory that a loaded and warm network holds, against its weights: the largest backbone, in a process of its own.</summary>
internal static class MemoryComparison
{
    /// <summary>First argument of the process that is measured.</summary>
    internal const string Command = "memory";

    private const double MiB = 1 << 20;

    internal static Comparison Measure(string mode)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Command, mode]) { RedirectStandardOutput = true })!;
        var bytes = process.StandardOutput.ReadToEnd().Split().Where(part => part.Length > 0).Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        process.WaitForExit();
        return new("resnext101_32x8d, anonymous memory after warm-up less before : weights", mode, bytes[0] / MiB, bytes[1] / MiB, "MiB", 2.0);
    }

    /// <summary>Prints the bytes of memory, then those of the weights.</summary>
    internal static void Print(string mode, Placement placement)
    {
        torch.set_num_threads(2);
        using (torch.ones(1))
        {
            var before = Anonymous();
            var folder = BenchmarkModel.Open(mode, "resnext101_32x8d");
            using var segmenter = OneShotSegmenter.Load(folder, placement);
            using var classifier = OneShotClassifier.Load(folder, placement);
            segmenter.WarmUp();
            classifier.WarmUp();
            GC.Collect();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Anonymous() - before} {segmenter.WeightBytes + classifier.WeightBytes}"));
        }
    }

    private static long Anonymous() => 1024 * long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
