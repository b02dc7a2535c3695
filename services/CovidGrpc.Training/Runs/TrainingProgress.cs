namespace CovidGrpc.Training.Runs;

/// <summary>How a run goes on.</summary>
/// <param name="Iterations">Done.</param>
/// <param name="OfIterations">To do in all.</param>
/// <param name="Losses">Of the last iteration, by name.</param>
/// <param name="Validation">Figures by data set and measure, when the iteration ended with a validation.</param>
public sealed record TrainingProgress(
    long Iterations, long OfIterations, IReadOnlyDictionary<string, double> Losses, IReadOnlyDictionary<string, double>? Validation);
