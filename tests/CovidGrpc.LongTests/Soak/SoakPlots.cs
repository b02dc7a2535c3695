using CovidGrpc.Reports.Plots;
using Grpc.Core;
using ScottPlot;

namespace CovidGrpc.LongTests.Soak;

/// <summary>A soak as pictures, the faults as shades.</summary>
internal static class SoakPlots
{
    /// <summary>Each call by when it was made: answered by its latency, failed by when it was told.</summary>
    public static byte[] Latency(IReadOnlyList<LoadCall> calls, IEnumerable<FaultWindow> faults)
    {
        using var plot = Sheet.Blank("Latency", "minute", "seconds");
        AddFaults(plot, faults);
        AddCalls(plot, calls.Where(call => call.Seen.Code == StatusCode.OK), "answered", Color.FromHex("#0072B2"), MarkerShape.FilledCircle);
        AddCalls(plot, calls.Where(call => call.Seen.Code != StatusCode.OK), "failed", Color.FromHex("#A2142F"), MarkerShape.Eks);
        plot.ShowLegend(Alignment.UpperRight);
        return plot.Png();
    }

    /// <summary>RssAnon of each process.</summary>
    public static byte[] Memory(IEnumerable<ProcessGauge.Sample> samples, IEnumerable<FaultWindow> faults)
    {
        using var plot = Sheet.Blank("Memory", "minute", "MiB");
        AddFaults(plot, faults);
        foreach (var process in samples.GroupBy(sample => sample.Process))
        {
            var line = plot.Add.ScatterLine(process.Select(sample => sample.At.TotalMinutes).ToArray(), process.Select(sample => sample.MebiBytes).ToArray());
            (line.LineWidth, line.LegendText) = (2, process.Key);
        }

        plot.ShowLegend(Alignment.UpperRight);
        return plot.Png();
    }

    private static void AddFaults(Plot plot, IEnumerable<FaultWindow> faults)
    {
        foreach (var fault in faults)
        {
            plot.Add.HorizontalSpan(fault.From.TotalMinutes, fault.To.TotalMinutes, Colors.Gray.WithAlpha(0.15));
        }
    }

    private static void AddCalls(Plot plot, IEnumerable<LoadCall> calls, string name, Color colour, MarkerShape shape)
    {
        LoadCall[] all = [.. calls];
        if (all.Length > 0)
        {
            var points = plot.Add.ScatterPoints(all.Select(call => call.At.TotalMinutes).ToArray(), all.Select(call => call.Seen.Took.TotalSeconds).ToArray());
            (points.Color, points.MarkerShape, points.MarkerSize, points.LegendText) = (colour, shape, 4, name);
        }
    }
}
