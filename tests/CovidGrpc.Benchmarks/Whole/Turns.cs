using System.Diagnostics;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>Measures turn by turn, so that what else the machine does falls on all alike.</summary>
internal static class Turns
{
    /// <summary>Medians in ms of each, after one round that does not count.</summary>
    internal static double[] Medians(int rounds, params Action[] each)
    {
        var times = each.Select(_ => new double[rounds]).ToArray();
        foreach (var action in each)
            action();
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < each.Length; i++)
                times[i][round] = Milliseconds(each[i]);
        }

        return [.. times.Select(Median)];
    }

    internal static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static double Milliseconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
