namespace CovidGrpc.Vision.Models;

/// <summary>Where a model comes from and what it may be used for; plain text for people.</summary>
/// <param name="Description">What it is and how it was made.</param>
/// <param name="IntendedUse">What it is for, and what it is not for.</param>
/// <param name="Licence">Under which terms the weights are given.</param>
public sealed record Provenance(string Description, string IntendedUse, string Licence);
