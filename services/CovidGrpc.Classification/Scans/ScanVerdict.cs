namespace CovidGrpc.Classification.Scans;

/// <summary>The class of a scan.</summary>
/// <param name="LogProbabilities">Aggregated logarithm of each class's probability.</param>
/// <param name="Probabilities">Their softmax.</param>
/// <param name="DecidingSlices">The slices that spoke most for the class, the most important first.</param>
internal sealed record ScanVerdict(IReadOnlyList<double> LogProbabilities, IReadOnlyList<double> Probabilities, IReadOnlyList<int> DecidingSlices);
