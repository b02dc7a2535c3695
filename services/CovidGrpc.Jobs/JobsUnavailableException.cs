namespace CovidGrpc.Jobs;

/// <summary>The store of jobs is away, or cannot write.</summary>
public sealed class JobsUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
