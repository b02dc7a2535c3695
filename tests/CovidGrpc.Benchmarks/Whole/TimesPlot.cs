using CovidGrpc.Reports.Plots;
using ScottPlot;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>One slice in ms: this network and its peers, with the fastest backbone as the floor below which nobody gets.</summary>
internal static class TimesPlot
{
    private static readonly Color Ours = Color.FromHex("#0072B2");
    private static readonly Color Peers = Color.FromHex("#B0B7C0");
    private static readonly Color Floor = Color.FromHex("#D55E00");

    internal static void Save(string file, IReadOnlyList<Comparison> rows)
    {
        PlotFont.Use();
        var multiplot = new Multiplot();
        string[] modes = [BenchmarkModel.Running, BenchmarkModel.OfBatch];
        multiplot.AddPlots(modes.Length);
        foreach (var (i, mode) in modes.Index())
            Draw(multiplot.GetPlot(i), mode, [.. rows.Where(row => row.Mode == mode)]);
        multiplot.Layout = new ScottPlot.MultiplotLayouts.Columns();
        multiplot.SavePng(file, 1400, 480);
    }

    private static void Draw(Plot plot, string mode, IReadOnlyList<Comparison> rows)
    {
        (string Label, double? Value, Color Color)[] times =
        [
            ("bfloat16", Find("bfloat16 : float32, whole")?.Value, Ours),
            ("float32", Find("one slice")?.Value, Ours),
            ("as written", Find("whole network, simplified")?.Against, Ours),
            ("ONNX Runtime", Find("whole network : the same in ONNX")?.Against, Peers),
            ("PyTorch", Find("whole network : the same in PyTorch")?.Against, Peers),
            ("ONNX Runtime,\nbackbone", Find("backbone : the same in ONNX")?.Against, Peers),
        ];
        foreach (var (i, (_, value, color)) in times.Index())
        {
            var bar = plot.Add.Bar(i, value ?? 0);
            bar.Color = color;
            var label = plot.Add.Text(value is { } ms ? $"{ms:F0}" : "–", i, value ?? 0);
            (label.LabelAlignment, label.LabelFontSize) = (Alignment.LowerCenter, 14);
        }

        if (Find("one slice")?.Against is { } floor)
        {
            var line = plot.Add.HorizontalLine(floor);
            (line.Color, line.LinePattern, line.LegendText) = (Floor, LinePattern.Dashed, $"fastest backbone alone, float32, {floor:F0} ms");
            plot.ShowLegend(Alignment.UpperLeft);
        }

        plot.Axes.Bottom.SetTicks([.. times.Select((_, i) => (double)i)], [.. times.Select(time => time.Label)]);
        plot.Axes.SetLimitsY(0, 1.15 * times.Max(time => time.Value ?? 0));
        plot.Title(mode.Replace('_', ' '));
        plot.YLabel("one slice, ms");

        Comparison? Find(string start) => rows.FirstOrDefault(row => row.What.StartsWith(start, StringComparison.Ordinal));
    }
}
