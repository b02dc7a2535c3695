namespace CovidGrpc.Vision.Models;

/// <summary>What people should know of a model; plain text. <see cref="ModelCard"/> makes a page of it.</summary>
/// <param name="Description">What it is and how it was made.</param>
/// <param name="IntendedUse">What it is for, and what it is not for.</param>
/// <param name="Data">What it learned from and was measured on.</param>
/// <param name="Limits">Where it fails or was never tried.</param>
/// <param name="Licence">Under which terms the weights are given.</param>
/// <param name="Metrics">How well it does; empty when it was never measured.</param>
public sealed record CardSettings(
    string Description, string IntendedUse, string Data, string Limits, string Licence, IReadOnlyList<CardMetric> Metrics);
