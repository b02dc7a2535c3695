namespace CovidGrpc.Training.Detection;

/// <summary>How boxes were matched, and how many of them were learned from.</summary>
/// <param name="Positive">Stand for an instance.</param>
/// <param name="Negative">Stand for background.</param>
/// <param name="LeftOut">Neither.</param>
/// <param name="DrawnPositive">Positive ones drawn.</param>
/// <param name="DrawnNegative">Negative ones drawn.</param>
internal readonly record struct SampleCounts(int Positive, int Negative, int LeftOut, int DrawnPositive, int DrawnNegative);
