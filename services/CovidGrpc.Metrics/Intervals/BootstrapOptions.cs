namespace CovidGrpc.Metrics.Intervals;

/// <summary>
/// How intervals are found: patients are drawn with replacement, as many as there are, each with everything that was added for them; the interval
/// lies between two percentiles of the measure over such draws. A case without a patient counts as a patient of its own.
/// </summary>
public sealed record BootstrapOptions
{
    /// <summary>Number of draws, 0 to 100,000; 0 for no intervals.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Share of the draws that lie within an interval, above 0 and below 1.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>Equal seeds give equal intervals, on any machine and any number of cores.</summary>
    public ulong Seed { get; init; } = 20201124;

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Resamples);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Resamples, 100_000);
        if (!(Confidence is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(Confidence), Confidence, "The confidence must lie between 0 and 1.");
    }
}
