using CovidGrpc.Metrics.Classification;
using CovidGrpc.Reports.Tables;
using ScottPlot;

namespace CovidGrpc.Reports.Plots;

/// <summary>The confusion matrix: counts, and the share of the true class as shade.</summary>
internal static class ConfusionPlot
{
    private const int LeftMargin = 56;

    private static readonly Color Full = Color.FromHex("#08519C");

    public static byte[] Draw(ClassificationReport report)
    {
        using var plot = Sheet.Unit("Confusion matrix", "predicted class", "true class");
        foreach (var (truth, predicted) in CaseClasses.All.SelectMany(truth => CaseClasses.All.Select(predicted => (truth, predicted))))
            AddCell(plot, report.Confusion, truth, predicted);
        double[] places = [.. CaseClasses.All.Select(each => (double)each)];
        string[] labels = [.. CaseClasses.All.Select(ClassLabels.Of)];
        plot.Axes.Bottom.SetTicks(places, labels);
        plot.Axes.Left.SetTicks([.. places.Select(place => -place)], labels);
        plot.Axes.Left.TickLabelStyle.Rotation = -90;
        // Room is kept for the labels as if they were not turned.
        plot.Axes.Left.MaximumSize = LeftMargin;
        plot.Axes.Left.TickLabelStyle.Alignment = Alignment.LowerCenter;
        plot.Axes.SetLimits(-0.5, CaseClasses.Count - 0.5, 0.5 - CaseClasses.Count, 0.5);
        plot.HideGrid();
        return plot.Png();
    }

    private static void AddCell(Plot plot, ConfusionMatrix confusion, CaseClass truth, CaseClass predicted)
    {
        var (x, y) = ((int)predicted, -(int)truth);
        var support = confusion.Support(truth);
        var share = support == 0 ? 0 : (double)confusion[truth, predicted] / support;
        var cell = plot.Add.Rectangle(x - 0.5, x + 0.5, y - 0.5, y + 0.5);
        (cell.FillColor, cell.LineColor, cell.LineWidth) = (Colors.White.InterpolateRgb(Full, share), Colors.White, 2);
        var text = plot.Add.Text($"{ReportNumber.Count(confusion[truth, predicted])}\n{(support == 0 ? "" : ReportNumber.Percent(share))}", x, y);
        (text.LabelFontSize, text.LabelAlignment, text.LabelFontColor) = (18, Alignment.MiddleCenter, share > 0.5 ? Colors.White : Colors.Black);
    }
}
