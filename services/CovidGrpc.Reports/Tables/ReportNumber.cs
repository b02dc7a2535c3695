using System.Globalization;
using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Reports.Tables;

/// <summary>Numbers as people read them; what is not defined is a dash.</summary>
internal static class ReportNumber
{
    private const string Undefined = "–";

    /// <summary>A share, as <c>93.01 % (92.20–93.80)</c>.</summary>
    public static string Percent(Estimate estimate) => With(estimate, value => (100 * value).ToString("F2", CultureInfo.InvariantCulture), " %");

    /// <summary>A share, as <c>93.01 %</c>.</summary>
    public static string Percent(double share) => Percent(new Estimate(share, double.NaN, double.NaN, 0));

    /// <summary>A number of 0 to 1 or so, as <c>0.612 (0.580–0.641)</c>.</summary>
    public static string Fraction(Estimate estimate) => With(estimate, value => value.ToString("F3", CultureInfo.InvariantCulture), "");

    /// <summary>A number of 0 to 1 or so, as <c>0.612</c>.</summary>
    public static string Fraction(double value) => Fraction(new Estimate(value, double.NaN, double.NaN, 0));

    /// <summary>A count, as <c>21191</c>.</summary>
    public static string Count(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string With(Estimate estimate, Func<double, string> format, string unit)
    {
        if (double.IsNaN(estimate.Value))
            return Undefined;
        var interval = double.IsNaN(estimate.Lower) ? "" : $" ({format(estimate.Lower)}–{format(estimate.Upper)})";
        return $"{format(estimate.Value)}{unit}{interval}";
    }
}
