namespace CovidGrpc.Hosting.Limits;

/// <summary>As much work waits as may.</summary>
public sealed class TooMuchWorkException(TimeSpan retryAfter) : Exception("too much work waits")
{
    /// <summary>When a place is likely to be free.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
