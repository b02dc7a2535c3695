namespace CovidGrpc.Training.Evaluation;

/// <summary>
/// The temperature that makes probabilities keep what they promise: softmax(logits / T) with the least mean negative log-likelihood of the true
/// classes (Guo et al., 2017). The order of the classes does not change.
/// </summary>
internal static class TemperatureFit
{
    /// <summary>Smallest temperature that is tried.</summary>
    internal const double Least = 0.05;

    /// <summary>Largest temperature that is tried.</summary>
    internal const double Most = 20;

    private const int Steps = 80;

    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>The likelihood has one best temperature; a golden-section search over its logarithm finds it.</summary>
    /// <param name="cases">Logits and the place of the true class; at least one.</param>
    internal static double Fit(IReadOnlyList<(float[] Logits, int Truth)> cases)
    {
        var (low, high) = (Math.Log(Least), Math.Log(Most));
        for (var i = 0; i < Steps; i++)
        {
            var (left, right) = (high - Golden * (high - low), low + Golden * (high - low));
            if (Loss(cases, Math.Exp(left)) < Loss(cases, Math.Exp(right)))
                high = right;
            else
                low = left;
        }

        return Math.Exp((low + high) / 2);
    }

    /// <summary>Mean negative log-likelihood of the true classes.</summary>
    internal static double Loss(IReadOnlyList<(float[] Logits, int Truth)> cases, double temperature)
    {
        return cases.Average(each =>
        {
            var largest = each.Logits.Max() / temperature;
            return largest + Math.Log(each.Logits.Sum(logit => Math.Exp(logit / temperature - largest))) - each.Logits[each.Truth] / temperature;
        });
    }
}
