namespace CovidGrpc.Metrics.Classification;

/// <summary>
/// What became of every case, laid out to be summed over draws of patients, a thousand times over a million cases: patient by patient, the cases of
/// one slot together.
/// </summary>
internal sealed class CaseOutcomes
{
    // Groups of a patient's cases, those of patient p from _firsts[p] to before _firsts[p + 1].
    private readonly int[] _firsts;
    private readonly (byte Slot, int Cases, double Confidence)[] _groups;
    private readonly double[] _squares;

    /// <param name="patients">Number of patients.</param>
    /// <param name="patientOfCase">The patient of every case.</param>
    /// <param name="truth">The true class of every case.</param>
    /// <param name="predictions">What was held for probable.</param>
    internal CaseOutcomes(int patients, int[] patientOfCase, List<byte> truth, List<ClassProbabilities> predictions)
    {
        _firsts = new int[patients + 1];
        _squares = new double[patients];
        var places = new long[patientOfCase.Length];
        var confidences = new double[patientOfCase.Length];
        for (var item = 0; item < patientOfCase.Length; item++)
        {
            var (real, prediction, patient) = ((CaseClass)truth[item], predictions[item], patientOfCase[item]);
            confidences[item] = prediction[prediction.Predicted];
            places[item] = ((long)patient << 8) | OutcomeSums.Slot(real, prediction.Predicted, confidences[item]);
            foreach (var each in CaseClasses.All)
                _squares[patient] += Math.Pow(prediction[each] - (each == real ? 1 : 0), 2);
        }

        Array.Sort(places, confidences);
        _groups = Group(places, confidences);
    }

    /// <summary>The sums with every patient once.</summary>
    internal OutcomeSums Total()
    {
        var once = new byte[_squares.Length];
        Array.Fill(once, (byte)1);
        return Sum(once);
    }

    /// <summary>The sums with every patient as often as told.</summary>
    internal OutcomeSums Sum(ReadOnlySpan<byte> timesDrawn)
    {
        var counts = new long[OutcomeSums.Slots];
        var confidences = new double[OutcomeSums.Slots];
        var squares = 0.0;
        for (var patient = 0; patient < timesDrawn.Length; patient++)
        {
            var times = timesDrawn[patient];
            if (times == 0)
                continue;
            squares += times * _squares[patient];
            foreach (var group in _groups.AsSpan(_firsts[patient].._firsts[patient + 1]))
            {
                counts[group.Slot] += times * group.Cases;
                confidences[group.Slot] += times * group.Confidence;
            }
        }

        return new(counts, confidences, squares);
    }

    private (byte Slot, int Cases, double Confidence)[] Group(long[] places, double[] confidences)
    {
        var groups = new List<(byte Slot, int Cases, double Confidence)>();
        for (var item = 0; item < places.Length;)
        {
            var (first, sum) = (item, 0.0);
            for (; item < places.Length && places[item] == places[first]; item++)
                sum += confidences[item];
            groups.Add(((byte)places[first], item - first, sum));
            _firsts[(places[first] >> 8) + 1] = groups.Count;
        }

        return [.. groups];
    }
}
