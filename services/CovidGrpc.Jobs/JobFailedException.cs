namespace CovidGrpc.Jobs;

/// <summary>A try of a job has failed in a way that its handler understands.</summary>
/// <param name="error">Why.</param>
/// <param name="isFinal">Whether another try would fail alike.</param>
/// <param name="innerException">What was behind it.</param>
public sealed class JobFailedException(JobError error, bool isFinal, Exception? innerException = null) : Exception(error.Message, innerException)
{
    /// <summary>Why.</summary>
    public JobError Error { get; } = error;

    /// <summary>Whether another try would fail alike.</summary>
    public bool IsFinal { get; } = isFinal;
}
