namespace CovidGrpc.Vision;

/// <summary>One region that stands behind a step of the RoI sequence.</summary>
/// <param name="Label">Tissue under which the classification branch ranked it.</param>
/// <param name="Score">Softmax score of that tissue, 0 to 1.</param>
/// <param name="Box">The region, in source pixels.</param>
public sealed record Roi(Tissue Label, float Score, Box Box);
