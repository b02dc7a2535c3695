namespace CovidGrpc.Segmentation;

/// <summary>As many slices wait as may.</summary>
public sealed class TooManySlicesException(TimeSpan retryAfter) : Exception("too many slices wait")
{
    /// <summary>When a place is likely to be free.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
