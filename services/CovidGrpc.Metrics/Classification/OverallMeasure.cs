namespace CovidGrpc.Metrics.Classification;

/// <summary>What is measured over all classes.</summary>
public enum OverallMeasure
{
    /// <summary>Share of the cases whose class was predicted.</summary>
    Accuracy,

    /// <summary>Mean of the classes' F1.</summary>
    MacroF1,

    /// <summary>The paper's mean of the classes' F1, weighted by <see cref="CaseClasses.Shares"/>.</summary>
    ClassAdjustedF1,

    /// <summary>Mean of the summed squares of probabilities less truth, 0 to 2; less is better.</summary>
    Brier,

    /// <summary>Expected calibration error, 0 to 1; less is better.</summary>
    CalibrationError,
}
