namespace CovidGrpc.Training.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Iterations">Done.</param>
/// <param name="Best">The best validation score so far; −∞ before the first.</param>
internal readonly record struct RunState(long Iterations, double Best);
