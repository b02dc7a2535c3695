namespace CovidGrpc.Training.Configuration;

/// <summary>Adam, and how its learning rate moves.</summary>
/// <param name="LearningRate">Largest rate, above 0, at most 1.</param>
/// <param name="WeightDecay">L2 penalty, 0 to 1.</param>
internal sealed record OptimiserConfig(double LearningRate, double WeightDecay)
{
    /// <summary>Rate of the last iteration, reached along half a cosine; null: the rate stays.</summary>
    public double? FinalLearningRate { get; init; }

    /// <summary>Iterations of a linear rise at the start.</summary>
    public long WarmUp { get; init; }

    internal IEnumerable<string> Errors()
    {
        if (!(LearningRate is > 0 and <= 1))
            yield return "optimiser.learning_rate must be above 0, at most 1";
        if (FinalLearningRate is { } final && !(final >= 0 && final <= LearningRate))
            yield return "optimiser.final_learning_rate must be 0 to the learning rate";
        if (!(WeightDecay is >= 0 and <= 1))
            yield return "optimiser.weight_decay must be 0 to 1";
        if (WarmUp is < 0 or > 1_000_000)
            yield return "optimiser.warm_up must be 0 to 1000000";
    }
}
