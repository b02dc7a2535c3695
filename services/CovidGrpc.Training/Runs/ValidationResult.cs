namespace CovidGrpc.Training.Runs;

/// <summary>What a validation found.</summary>
/// <param name="Score">What the best model has most of: the mean of the measures that decide.</param>
/// <param name="Measures">By data set and measure.</param>
internal sealed record ValidationResult(double Score, IReadOnlyDictionary<string, double> Measures);
