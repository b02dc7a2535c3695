namespace CovidGrpc.Segmentation;

/// <summary>As many slices wait as may.</summary>
public sealed class InferenceQueueFullException(TimeSpan retryAfter) : Exception("the inference queue is full")
{
    /// <summary>When a place is likely to be free.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
