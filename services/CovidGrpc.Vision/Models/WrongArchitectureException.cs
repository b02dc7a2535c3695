namespace CovidGrpc.Vision.Models;

/// <summary>A model cannot do what it was loaded for.</summary>
/// <param name="architecture">What it is.</param>
/// <param name="task">What it was loaded for, as <c>segment</c>.</param>
public sealed class WrongArchitectureException(ModelArchitecture architecture, string task)
    : Exception($"a model of architecture {architecture.Name()} does not {task}");
