namespace CovidGrpc.ModelServing;

/// <summary>The version in use of the room's default model is not to be unloaded.</summary>
public sealed class ModelInUseException(string name, string version)
    : Exception($"{name} {version} is in use and answers when no model is named. Load another version first.");
