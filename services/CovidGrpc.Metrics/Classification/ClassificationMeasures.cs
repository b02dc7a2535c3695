using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Classification;

/// <summary>Measures of a classifier over cases that are added one by one.</summary>
/// <remarks>
/// Four numbers and a byte are kept for each case, and the names of the patients. Brier score: mean over cases of the summed squares of the three
/// probabilities less truth, 0 to 2. Expected calibration error: fifteen equal bins of the largest probability, weighted by their cases.
/// </remarks>
public sealed class ClassificationMeasures
{
    /// <summary>Bins of the calibration.</summary>
    public const int Bins = 15;

    private readonly PatientIndex _patients = new();
    private readonly List<int> _patientOfCase = [];
    private readonly List<byte> _truth = [];
    private readonly List<ClassProbabilities> _predictions = [];
    private readonly BootstrapOptions _options;
    private long _unanswered;

    /// <summary>Starts with no case.</summary>
    /// <param name="options">How intervals are found; the default where absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public ClassificationMeasures(BootstrapOptions? options = null)
    {
        _options = options ?? new();
        _options.Check();
    }

    /// <summary>Adds a case.</summary>
    /// <param name="patient">Whose case it is; null or empty where not known.</param>
    /// <param name="truth">Its class.</param>
    /// <param name="prediction">What the network held for probable; the most probable class is the predicted one.</param>
    /// <exception cref="ArgumentException">The class is none, or the probabilities are no three numbers of 0 to 1 with the sum 1.</exception>
    public void Add(string? patient, CaseClass truth, ClassProbabilities prediction)
    {
        if (!Enum.IsDefined(truth))
            throw new ArgumentException("There is no such class.", nameof(truth));
        if (!prediction.IsValid)
            throw new ArgumentException("Probabilities must be three numbers of 0 to 1 that add up to 1.", nameof(prediction));
        _patientOfCase.Add(_patients.Of(patient));
        _truth.Add((byte)truth);
        _predictions.Add(prediction);
    }

    /// <summary>Counts a case to which the network gave no class. It is in no measure, since it has no place in a matrix of classes.</summary>
    public void AddUnanswered() => _unanswered++;

    /// <summary>The measures over all cases so far.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public ClassificationReport Finish(CancellationToken cancellationToken = default)
    {
        int[] patients = [.. _patientOfCase];
        var rankings = CaseClasses.All.Select(each => Rank(each, patients)).ToArray();
        var outcomes = new CaseOutcomes(_patients.Count, patients, _truth, _predictions);
        var estimates = PatientBootstrap.Estimate(
            _patients.Count, ClassificationReport.MeasureCount, (times, measures) => Measure(outcomes, rankings, times, measures), _options, cancellationToken);
        var all = outcomes.Total();
        return new(estimates)
        {
            Cases = patients.Length,
            Unanswered = _unanswered,
            Patients = _patients.Count,
            CasesWithoutPatient = _patients.Unnamed,
            Confusion = all.Confusion(),
            Curves = [.. rankings.Select(ranking => ranking.Points)],
            Calibration = all.Calibration(),
            Bootstrap = _options,
            Notes = [.. Notes(estimates)],
        };
    }

    private static void Measure(CaseOutcomes outcomes, ClassRanking[] rankings, ReadOnlySpan<byte> timesDrawn, Span<double> measures)
    {
        var sums = outcomes.Sum(timesDrawn);
        var confusion = sums.Confusion();
        foreach (var each in CaseClasses.All)
        {
            measures[ClassificationReport.Place(ClassMeasure.Sensitivity, each)] = confusion.Sensitivity(each);
            measures[ClassificationReport.Place(ClassMeasure.Specificity, each)] = confusion.Specificity(each);
            measures[ClassificationReport.Place(ClassMeasure.Ppv, each)] = confusion.Ppv(each);
            measures[ClassificationReport.Place(ClassMeasure.F1, each)] = confusion.F1(each);
            measures[ClassificationReport.Place(ClassMeasure.Auc, each)] = rankings[(int)each].AreaUnderRoc(timesDrawn);
        }

        measures[ClassificationReport.Place(OverallMeasure.Accuracy)] = confusion.Accuracy;
        measures[ClassificationReport.Place(OverallMeasure.MacroF1)] = confusion.MacroF1;
        measures[ClassificationReport.Place(OverallMeasure.ClassAdjustedF1)] = confusion.ClassAdjustedF1;
        measures[ClassificationReport.Place(OverallMeasure.Brier)] = sums.Brier;
        measures[ClassificationReport.Place(OverallMeasure.CalibrationError)] = sums.CalibrationError;
    }

    private ClassRanking Rank(CaseClass each, int[] patients) =>
        new([.. _predictions.Select(prediction => prediction[each])], item => _truth[item] == (byte)each, patients);

    private IEnumerable<string> Notes(Estimate[] estimates)
    {
        if (_predictions.Count == 0)
            yield return "no case was added: nothing is defined";
        if (_unanswered > 0)
            yield return $"{_unanswered} cases have no answer and are in no measure";
        if (_patients.Count == 1)
            yield return "one patient alone: there are no intervals";
        if (_patients.Unnamed > 0)
            yield return $"{_patients.Unnamed} cases name no patient and count as a patient each: intervals are too narrow where some are of one";
        var places = _predictions.Count == 0 ? [] : Enumerable.Range(0, estimates.Length).ToArray();
        foreach (var place in places.Where(place => double.IsNaN(estimates[place].Value)))
            yield return $"{ClassificationReport.NameOf(place)}: not defined (0/0)";
        var shaky = places.Where(place => !double.IsNaN(estimates[place].Value) && estimates[place].UndefinedResamples > 0).ToArray();
        if (shaky.Length > 0)
        {
            yield return $"not defined in up to {shaky.Max(place => estimates[place].UndefinedResamples)} of {_options.Resamples} resamples, which the intervals leave out: "
                + string.Join(", ", shaky.Select(ClassificationReport.NameOf));
        }
    }
}
