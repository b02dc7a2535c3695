using ScottPlot;

namespace CovidGrpc.Reports.Plots;

/// <summary>Losses over the iterations of a training run, each as a mean over neighbours.</summary>
public static class LossPlot
{
    // A curve of a million points would hide its own course.
    private const int MostPoints = 500;

    /// <summary>Draws the curves as PNG.</summary>
    /// <param name="title">What was trained.</param>
    /// <param name="losses">Iterations, rising, and losses, by name; the y axis is logarithmic, so all above 0.</param>
    public static byte[] Draw(string title, IReadOnlyDictionary<string, IReadOnlyList<(long Iteration, double Loss)>> losses)
    {
        using var plot = Sheet.Blank(title, "iteration", "loss, logarithm to base 10");
        foreach (var (name, points) in losses)
        {
            var means = Means([.. points.Where(point => point.Loss > 0)]);
            if (means.Length == 0)
                continue;
            var line = plot.Add.ScatterLine(means.Select(point => point.X).ToArray(), means.Select(point => Math.Log10(point.Y)).ToArray());
            (line.LineWidth, line.LegendText) = (2, name.Replace('_', ' '));
        }

        plot.ShowLegend(Alignment.UpperRight);
        return plot.Png();
    }

    private static (double X, double Y)[] Means((long Iteration, double Loss)[] points)
    {
        var size = (points.Length + MostPoints - 1) / MostPoints;
        return points.Length == 0 ? [] : [.. points.Chunk(size).Select(chunk => (chunk.Average(point => point.Iteration), chunk.Average(point => point.Loss)))];
    }
}
