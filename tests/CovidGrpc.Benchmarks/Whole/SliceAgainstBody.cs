using System.Diagnostics;
using CovidGrpc.Vision;
using TorchSharp;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>
/// One slice through both rooms, and the residual network alone, turn by turn in one run, as written and simplified: ratios hold on any machine,
/// and on a busy one.
/// </summary>
internal static class SliceAgainstBody
{
    private const int Rounds = 15;
    private const double LargestRatio = 2.5;

    /// <summary>Prints medians in ms and ratios, on two threads.</summary>
    /// <returns>Whether the slice is within the largest ratio in both batch-norm modes.</returns>
    internal static bool Report()
    {
        torch.set_num_threads(2);
        return IsQuick("batch_statistics") & IsQuick("running_statistics");
    }

    private static bool IsQuick(string mode)
    {
        using var written = new SliceThroughModel(mode, Placement.Cpu);
        using var simplified = new SliceThroughModel(mode, Placement.Cpu with { Simplifies = true });
        SliceThroughModel[] both = [written, simplified];
        var (whole, body) = (both.Select(_ => new double[Rounds]).ToArray(), both.Select(_ => new double[Rounds]).ToArray());
        foreach (var slice in both)
            slice.WarmUp();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < both.Length; i++)
            {
                whole[i][round] = Milliseconds(both[i].RunWhole);
                body[i][round] = Milliseconds(both[i].RunBody);
            }
        }

        var fastestBody = body.Min(Median);
        var ratio = Median(whole[1]) / fastestBody;
        Console.WriteLine($"resnext50_32x4d {mode}: slice {Median(whole[1]):F0} ms, fastest body {fastestBody:F0} ms, ratio {ratio:F2} (below {LargestRatio})");
        Console.WriteLine($"  as written: slice {Median(whole[0]):F0} ms, body {Median(body[0]):F0} ms; simplified: body {Median(body[1]):F0} ms");
        Console.WriteLine($"  as written {written.LastTimings}");
        Console.WriteLine($"  simplified {simplified.LastTimings}");
        return ratio < LargestRatio;
    }

    private static double Milliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
