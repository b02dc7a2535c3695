namespace CovidGrpc.Training.Detection;

/// <summary>Puts things in random order: 0 to <paramref name="count"/> − 1, each once.</summary>
/// <param name="count">0 or more.</param>
internal delegate long[] Permutation(int count);
