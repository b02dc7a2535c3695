namespace CovidGrpc.Jobs.Work;

/// <summary>How long a job waits for its next try.</summary>
internal static class RetryDelay
{
    // Up to a fifth less, so that jobs that failed together do not come back together.
    private const double Jitter = 0.2;

    /// <summary>The wait after a try: doubled for each, up to the longest.</summary>
    /// <param name="options">The first and the longest wait.</param>
    /// <param name="tries">Tries so far, from 1.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan After(JobOptions options, int tries, double random)
    {
        var delay = Math.Min(options.RetryDelay.TotalMilliseconds * Math.Pow(2, tries - 1), options.LongestRetryDelay.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(delay * (1 - (Jitter * random)));
    }
}
