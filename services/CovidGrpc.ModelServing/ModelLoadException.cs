namespace CovidGrpc.ModelServing;

/// <summary>A model cannot be used. The message is one line for the person who keeps the models.</summary>
public sealed class ModelLoadException(string message, Exception innerException) : Exception(message, innerException);
