namespace CovidGrpc.Classification.Scans;

/// <summary>What a slice says of its scan.</summary>
/// <param name="Index">Number of the slice.</param>
/// <param name="Probabilities">Probability of each class, 0 to 1, sum 1; null when the slice could not be judged.</param>
/// <param name="LungArea">Lung in the slice, lesions included, in any unit that all slices share; 0 when unknown.</param>
internal readonly record struct SliceVote(int Index, IReadOnlyList<double>? Probabilities, double LungArea);
