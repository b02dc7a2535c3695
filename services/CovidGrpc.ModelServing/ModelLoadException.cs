namespace CovidGrpc.ModelServing;

/// <summary>The configured model cannot be used. The message is one line for the person who configured it.</summary>
public sealed class ModelLoadException(string message, Exception innerException) : Exception(message, innerException);
