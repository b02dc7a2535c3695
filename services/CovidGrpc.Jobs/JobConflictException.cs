namespace CovidGrpc.Jobs;

/// <summary>A job of the same id asks for something else.</summary>
public sealed class JobConflictException(string message) : Exception(message);
