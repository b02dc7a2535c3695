using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Reports.Tables;
using ScottPlot;

namespace CovidGrpc.Reports.Plots;

/// <summary>Precision over recall of one category at each IoU threshold, by COCO's protocol.</summary>
internal static class DetectionPlot
{
    private static readonly Color Loose = Color.FromHex("#9ECAE1");
    private static readonly Color Strict = Color.FromHex("#67000D");

    public static byte[] Draw(CocoCategoryReport category)
    {
        using var plot = Sheet.Unit($"{category.Name}: precision over recall by IoU threshold", "recall", "precision");
        for (var index = 0; index < category.PrecisionCurves.Count; index++)
        {
            var curve = category.PrecisionCurves[index];
            // The protocol fills up with zeros beyond the last recall that was reached.
            var reached = curve.TakeWhile(precision => precision > 0).Count();
            double[] precision = [.. curve.Take(reached), 0];
            double[] recall = [.. Enumerable.Range(0, reached).Select(point => point / (curve.Count - 1.0)), Math.Max(0, reached - 1) / (curve.Count - 1.0)];
            var line = plot.Add.ScatterLine(recall, precision);
            (line.Color, line.LineWidth) = (Loose.InterpolateRgb(Strict, index / (category.PrecisionCurves.Count - 1.0)), 2);
            line.LegendText = FormattableString.Invariant($"IoU {CocoDetection.Thresholds[index]:F2}: AP {ReportNumber.Fraction(category.AveragePrecisionAtThresholds[index])}");
        }

        plot.ShowLegend(Edge.Right);
        return plot.Png();
    }
}
