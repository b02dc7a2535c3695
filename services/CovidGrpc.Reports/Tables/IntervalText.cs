using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Reports.Tables;

/// <summary>How intervals were found, in one sentence.</summary>
internal static class IntervalText
{
    public static string Of(BootstrapOptions bootstrap) => bootstrap.Resamples == 0
        ? "There are no intervals: no resamples were asked for."
        : FormattableString.Invariant(
            $"In brackets: {100 * bootstrap.Confidence:0.##} % intervals of {bootstrap.Resamples} resamples of patients (seed {bootstrap.Seed}). A dash is a measure that is not defined, as a share of nothing.");
}
