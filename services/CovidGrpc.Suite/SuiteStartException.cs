namespace CovidGrpc.Suite;

/// <summary>The suite cannot run as it is configured. The message is one line for the person who configured it.</summary>
public sealed class SuiteStartException(string message, Exception? innerException = null) : Exception(message, innerException);
