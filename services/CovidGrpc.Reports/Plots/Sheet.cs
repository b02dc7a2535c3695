using CovidGrpc.Metrics.Classification;
using CovidGrpc.Reports.Tables;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace CovidGrpc.Reports.Plots;

/// <summary>What the pictures share: size, axes from 0 to 1, the colours of the classes.</summary>
internal static class Sheet
{
    private const int Side = 720;

    /// <summary>Beyond 0 and 1, so that lines on the edge are seen whole.</summary>
    private const double Margin = 0.02;

    private const double TickStep = 0.1;

    // Told apart by people who do not see all colours, and by their patterns in print.
    private static readonly Color[] ClassColours = [Color.FromHex("#0072B2"), Color.FromHex("#E69F00"), Color.FromHex("#A2142F")];
    private static readonly LinePattern[] ClassPatterns = [LinePattern.Solid, LinePattern.DenselyDashed, LinePattern.Dotted];

    /// <summary>Title and axes alone.</summary>
    public static Plot Blank(string title, string x, string y)
    {
        PlotFont.Use();
        var plot = new Plot();
        plot.Title(title, 18);
        plot.XLabel(x, 15);
        plot.YLabel(y, 15);
        return plot;
    }

    /// <summary>Both axes from 0 to 1.</summary>
    public static Plot Unit(string title, string x, string y)
    {
        var plot = Blank(title, x, y);
        plot.Axes.Bottom.TickGenerator = new NumericFixedInterval(TickStep);
        plot.Axes.Left.TickGenerator = new NumericFixedInterval(TickStep);
        plot.Axes.SetLimits(-Margin, 1 + Margin, -Margin, 1 + Margin);
        return plot;
    }

    public static void AddDiagonal(this Plot plot)
    {
        var line = plot.Add.Line(0, 0, 1, 1);
        (line.LineColor, line.LinePattern, line.LineWidth) = (Colors.Gray, LinePattern.Dashed, 1);
    }

    /// <summary>A line in a class's colour and pattern.</summary>
    public static void AddClass(this Plot plot, CaseClass @class, double[] x, double[] y, string legend)
    {
        if (x.Length == 0)
            return;
        var line = plot.Add.ScatterLine(x, y);
        (line.Color, line.LinePattern, line.LineWidth) = (ClassColours[(int)@class], ClassPatterns[(int)@class], 2.5f);
        line.LegendText = $"{ClassLabels.Of(@class)}, {legend}";
    }

    public static byte[] Png(this Plot plot) => plot.GetImageBytes(Side, Side, ImageFormat.Png);
}
