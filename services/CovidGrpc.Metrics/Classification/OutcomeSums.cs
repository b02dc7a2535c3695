namespace CovidGrpc.Metrics.Classification;

/// <summary>Sums over cases, by true class, predicted class and bin of the largest probability.</summary>
/// <param name="counts">Cases in each slot.</param>
/// <param name="confidences">Their largest probabilities, summed.</param>
/// <param name="squares">Brier's squares of all cases, summed.</param>
internal sealed class OutcomeSums(long[] counts, double[] confidences, double squares)
{
    internal const int Slots = CaseClasses.Count * CaseClasses.Count * ClassificationMeasures.Bins;

    private readonly long _total = counts.Sum();

    internal double Brier => squares / _total;

    internal double CalibrationError
    {
        get
        {
            var gap = 0.0;
            for (var bin = 0; bin < ClassificationMeasures.Bins; bin++)
            {
                var (_, right, confidence) = OfBin(bin);
                gap += Math.Abs(right - confidence);
            }

            return gap / _total;
        }
    }

    /// <summary>The slot of a case. Bins hold their upper end: a probability of ⅓ lies in the fifth of fifteen.</summary>
    internal static byte Slot(CaseClass truth, CaseClass predicted, double confidence)
    {
        var bin = Math.Clamp((int)Math.Ceiling(confidence * ClassificationMeasures.Bins) - 1, 0, ClassificationMeasures.Bins - 1);
        return (byte)(((int)truth * CaseClasses.Count + (int)predicted) * ClassificationMeasures.Bins + bin);
    }

    internal ConfusionMatrix Confusion() =>
        new([.. Enumerable.Range(0, CaseClasses.Count * CaseClasses.Count).Select(cell => counts.Skip(cell * ClassificationMeasures.Bins).Take(ClassificationMeasures.Bins).Sum())]);

    internal IReadOnlyList<CalibrationBin> Calibration() =>
    [
        .. Enumerable.Range(0, ClassificationMeasures.Bins).Select(bin =>
        {
            var (cases, right, confidence) = OfBin(bin);
            return new CalibrationBin(
                (double)bin / ClassificationMeasures.Bins, (bin + 1.0) / ClassificationMeasures.Bins, cases, confidence / cases, (double)right / cases);
        }),
    ];

    private (long Cases, long Right, double Confidence) OfBin(int bin)
    {
        var (cases, right, confidence) = (0L, 0L, 0.0);
        for (var cell = 0; cell < CaseClasses.Count * CaseClasses.Count; cell++)
        {
            var slot = cell * ClassificationMeasures.Bins + bin;
            cases += counts[slot];
            right += cell / CaseClasses.Count == cell % CaseClasses.Count ? counts[slot] : 0;
            confidence += confidences[slot];
        }

        return (cases, right, confidence);
    }
}
