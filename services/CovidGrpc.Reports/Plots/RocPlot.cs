using CovidGrpc.Metrics.Classification;
using CovidGrpc.Reports.Tables;
using ScottPlot;

namespace CovidGrpc.Reports.Plots;

/// <summary>Sensitivity over 1 − specificity, one class against the rest.</summary>
internal static class RocPlot
{
    public static byte[] Draw(ClassificationReport report)
    {
        using var plot = Sheet.Unit("ROC, each class against the rest", "1 − specificity", "sensitivity");
        plot.AddDiagonal();
        foreach (var each in CaseClasses.All)
        {
            OperatingPoint[] points = [.. report.Curves[(int)each].Where(point => double.IsFinite(point.Sensitivity) && double.IsFinite(point.FalsePositiveRate))];
            if (points.Length == 0)
                continue;
            plot.AddClass(
                each,
                [0, .. points.Select(point => point.FalsePositiveRate)],
                [0, .. points.Select(point => point.Sensitivity)],
                $"AUC {ReportNumber.Fraction(report[ClassMeasure.Auc, each])}");
        }

        plot.ShowLegend(Alignment.LowerRight);
        return plot.Png();
    }
}
