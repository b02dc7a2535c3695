namespace CovidGrpc.Metrics.Classification;

/// <summary>What is measured of each class.</summary>
public enum ClassMeasure
{
    /// <summary>Share of the class's cases that were found.</summary>
    Sensitivity,

    /// <summary>Share of the other cases that were not taken for the class.</summary>
    Specificity,

    /// <summary>Share of what was taken for the class that is of it.</summary>
    Ppv,

    /// <summary>Harmonic mean of sensitivity and PPV.</summary>
    F1,

    /// <summary>Area under the ROC, the class against the rest.</summary>
    Auc,
}
