using CovidGrpc.Metrics.Classification;
using ScottPlot;

namespace CovidGrpc.Reports.Plots;

/// <summary>PPV over sensitivity, one class against the rest.</summary>
internal static class PrecisionRecallPlot
{
    public static byte[] Draw(ClassificationReport report)
    {
        using var plot = Sheet.Unit("Precision over recall, each class against the rest", "recall (sensitivity)", "precision (PPV)");
        foreach (var each in CaseClasses.All)
        {
            OperatingPoint[] points = [.. report.Curves[(int)each].Where(point => double.IsFinite(point.Sensitivity))];
            plot.AddClass(
                each,
                [.. points.Select(point => point.Sensitivity)],
                [.. points.Select(point => point.Ppv)],
                FormattableString.Invariant($"{report.Confusion.Support(each)} of {report.Cases} cases"));
        }

        plot.ShowLegend(Alignment.LowerLeft);
        return plot.Png();
    }
}
