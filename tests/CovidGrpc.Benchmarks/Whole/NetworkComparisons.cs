using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>One slice through both rooms: as written, simplified, in bfloat16, and the residual network alone.</summary>
internal static class NetworkComparisons
{
    private const int Rounds = 15;

    internal static IEnumerable<Comparison> Measure(string mode, Placement simplifying)
    {
        using var written = new SliceThroughModel(mode, Placement.Cpu);
        using var simplified = new SliceThroughModel(mode, simplifying);
        using var half = new SliceThroughModel(mode, simplifying with { Precision = Precision.BFloat16 });
        var medians = Turns.Medians(Rounds, simplified.RunWhole, simplified.RunBody, written.RunWhole, written.RunBody, half.RunWhole, half.RunBody);
        var floor = Math.Min(medians[1], medians[3]);
        Console.WriteLine($"{mode}: {simplified.LastTimings}");
        yield return new("one slice, whole network : its backbone alone", mode, medians[0], floor, "ms", 1.45);
        yield return new("whole network, simplified : as written", mode, medians[0], medians[2], "ms");
        yield return new("backbone, batch norm folded : as written", mode, medians[1], medians[3], "ms");
        yield return new("bfloat16 : float32, whole network", mode, medians[4], medians[0], "ms", HasBFloat16 ? 0.60 : null);
        yield return new("bfloat16 : float32, backbone", mode, medians[5], floor, "ms");
    }

    private static bool HasBFloat16 =>
        File.Exists("/proc/cpuinfo") && File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("flags", StringComparison.Ordinal)) is { } flags
        && (flags.Contains("avx512_bf16", StringComparison.Ordinal) || flags.Contains("amx_bf16", StringComparison.Ordinal));
}
