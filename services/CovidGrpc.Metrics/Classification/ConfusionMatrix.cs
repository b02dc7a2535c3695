namespace CovidGrpc.Metrics.Classification;

/// <summary>
/// Cases by true and predicted class, and what follows from that alone. A measure that divides by zero is not defined and NaN, never 0: the
/// sensitivity of a class without cases, the PPV of a class that is never predicted, the F1 of a class without a case that was found.
/// </summary>
/// <param name="counts">3 × 3 counts, row by row; rows are the truth, columns the prediction.</param>
public sealed class ConfusionMatrix(params long[] counts)
{
    private readonly long[] _counts = counts.Length == CaseClasses.Count * CaseClasses.Count
        ? counts
        : throw new ArgumentException("A confusion matrix has 3 × 3 counts.", nameof(counts));

    /// <summary>The counts, row by row.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>All cases.</summary>
    public long Total => _counts.Sum();

    /// <summary>Share of the cases whose class was predicted.</summary>
    public double Accuracy => (double)CaseClasses.All.Sum(each => this[each, each]) / Total;

    /// <summary>Mean of the classes' F1.</summary>
    public double MacroF1 => CaseClasses.All.Average(F1);

    /// <summary>The paper's class-adjusted F1: the classes' F1, weighted by <see cref="CaseClasses.Shares"/>, not by the cases at hand.</summary>
    public double ClassAdjustedF1 => CaseClasses.All.Sum(each => CaseClasses.Shares[(int)each] * F1(each));

    /// <summary>Cases of a class that were taken for another, or for it.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="predicted">The predicted class.</param>
    public long this[CaseClass truth, CaseClass predicted] => _counts[(int)truth * CaseClasses.Count + (int)predicted];

    /// <summary>Cases that are of a class.</summary>
    public long Support(CaseClass value) => CaseClasses.All.Sum(predicted => this[value, predicted]);

    /// <summary>Cases that were taken for a class.</summary>
    public long Predicted(CaseClass value) => CaseClasses.All.Sum(truth => this[truth, value]);

    /// <summary>Share of the class's cases that were found.</summary>
    public double Sensitivity(CaseClass value) => (double)this[value, value] / Support(value);

    /// <summary>Share of the other classes' cases that were not taken for the class.</summary>
    public double Specificity(CaseClass value)
    {
        var others = Total - Support(value);
        return (double)(others - (Predicted(value) - this[value, value])) / others;
    }

    /// <summary>Positive predictive value: share of what was taken for the class that is of it.</summary>
    public double Ppv(CaseClass value) => (double)this[value, value] / Predicted(value);

    /// <summary>Harmonic mean of sensitivity and PPV, not defined where both are 0, as the authors compute it.</summary>
    public double F1(CaseClass value)
    {
        var (sensitivity, ppv) = (Sensitivity(value), Ppv(value));
        return 2 * sensitivity * ppv / (sensitivity + ppv);
    }
}
