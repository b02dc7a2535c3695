namespace CovidGrpc.Vision.Models;

/// <summary>The store has no such model.</summary>
/// <param name="name">The name that was looked for.</param>
/// <param name="version">The version that was looked for; null for any.</param>
public sealed class ModelNotInStoreException(string name, string? version)
    : Exception(version is null ? $"the model store holds no model {name}" : $"the model store holds no model {name} {version}");
