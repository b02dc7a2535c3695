namespace CovidGrpc.Vision.Models;

/// <summary>A model cannot do what it was loaded for.</summary>
/// <param name="manifest">The model.</param>
/// <param name="task">What it was loaded for, as <c>segment</c>.</param>
public sealed class WrongArchitectureException(ModelManifest manifest, string task)
    : Exception($"the model {manifest.Name} is of architecture {manifest.Architecture.Name()}, which does not {task}");
