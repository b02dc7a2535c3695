using CovidGrpc.Metrics.Classification;
using CovidGrpc.Reports.Tables;
using ScottPlot;

namespace CovidGrpc.Reports.Plots;

/// <summary>What the largest probability promises and what it keeps, over bars that show how many cases promise it.</summary>
internal static class CalibrationPlot
{
    private static readonly Color Bars = Color.FromHex("#D8DEE6");
    private static readonly Color Kept = Color.FromHex("#0072B2");

    public static byte[] Draw(ClassificationReport report)
    {
        using var plot = Sheet.Unit(
            $"Calibration, expected error {ReportNumber.Fraction(report[OverallMeasure.CalibrationError])}", "largest probability", "share of right cases");
        foreach (var bin in report.Calibration.Where(bin => bin.Cases > 0))
        {
            var bar = plot.Add.Rectangle(bin.Least, bin.Most, 0, (double)bin.Cases / report.Cases);
            (bar.FillColor, bar.LineColor, bar.LineWidth) = (Bars, Colors.White, 1);
        }

        plot.AddDiagonal();
        CalibrationBin[] filled = [.. report.Calibration.Where(bin => bin.Cases > 0)];
        if (filled.Length > 0)
        {
            var line = plot.Add.Scatter(filled.Select(bin => bin.MeanConfidence).ToArray(), filled.Select(bin => bin.Accuracy).ToArray());
            (line.Color, line.LineWidth, line.MarkerSize, line.LegendText) = (Kept, 2, 9, "right cases of those with this probability");
            plot.Legend.ManualItems.Add(new LegendItem { LabelText = "share of all cases", FillColor = Bars });
            plot.ShowLegend(Alignment.UpperLeft);
        }

        return plot.Png();
    }
}
