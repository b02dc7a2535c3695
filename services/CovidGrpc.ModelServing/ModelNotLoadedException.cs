namespace CovidGrpc.ModelServing;

/// <summary>A call names a model that this room has not loaded.</summary>
public sealed class ModelNotLoadedException(string name, string? version)
    : Exception(version is null ? $"No model {name} is loaded here." : $"No model {name} {version} is loaded here.");
