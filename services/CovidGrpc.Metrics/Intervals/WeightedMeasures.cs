namespace CovidGrpc.Metrics.Intervals;

/// <summary>Computes measures over patients, each counted as often as told. Called from several threads at once.</summary>
/// <param name="timesDrawn">For every patient, how often everything of theirs counts.</param>
/// <param name="measures">Takes the measures; NaN where one is not defined.</param>
internal delegate void WeightedMeasures(ReadOnlySpan<byte> timesDrawn, Span<double> measures);
