using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Classification;

/// <summary>All measures of a classifier, with their intervals.</summary>
public sealed class ClassificationReport
{
    private static readonly string[] ClassMeasureNames = ["sensitivity", "specificity", "ppv", "f1", "auc"];
    private static readonly string[] OverallMeasureNames = ["accuracy", "macro_f1", "class_adjusted_f1", "brier", "calibration_error"];

    private readonly Estimate[] _estimates;

    internal ClassificationReport(Estimate[] estimates)
    {
        _estimates = estimates;
    }

    /// <summary>Cases that were measured.</summary>
    public required int Cases { get; init; }

    /// <summary>Cases without an answer; they are in no measure.</summary>
    public required long Unanswered { get; init; }

    /// <summary>Patients that the intervals draw from; a case without a patient is one of its own.</summary>
    public required int Patients { get; init; }

    /// <summary>Cases whose patient is not known.</summary>
    public required int CasesWithoutPatient { get; init; }

    /// <summary>Cases by true and predicted class.</summary>
    public required ConfusionMatrix Confusion { get; init; }

    /// <summary>ROC and precision-recall of each class against the rest, from the highest threshold down.</summary>
    public required IReadOnlyList<IReadOnlyList<OperatingPoint>> Curves { get; init; }

    /// <summary>What the largest probability promises, and what it keeps.</summary>
    public required IReadOnlyList<CalibrationBin> Calibration { get; init; }

    /// <summary>How the intervals were found.</summary>
    public required BootstrapOptions Bootstrap { get; init; }

    /// <summary>What is not defined or left out, and why.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>All measures under their names, as <c>sensitivity/covid19</c> and <c>accuracy</c>.</summary>
    public IEnumerable<NamedMeasure> Measures => _estimates.Select((estimate, place) => new NamedMeasure(NameOf(place), estimate));

    internal static int MeasureCount { get; } = ClassMeasureNames.Length * CaseClasses.Count + OverallMeasureNames.Length;

    /// <summary>A measure of one class.</summary>
    public Estimate this[ClassMeasure measure, CaseClass value] => _estimates[Place(measure, value)];

    /// <summary>A measure over all classes.</summary>
    public Estimate this[OverallMeasure measure] => _estimates[Place(measure)];

    internal static int Place(ClassMeasure measure, CaseClass value) => (int)measure * CaseClasses.Count + (int)value;

    internal static int Place(OverallMeasure measure) => ClassMeasureNames.Length * CaseClasses.Count + (int)measure;

    internal static string NameOf(int place)
    {
        var overall = place - ClassMeasureNames.Length * CaseClasses.Count;
        return overall >= 0 ? OverallMeasureNames[overall] : $"{ClassMeasureNames[place / CaseClasses.Count]}/{CaseClasses.Names[place % CaseClasses.Count]}";
    }
}
