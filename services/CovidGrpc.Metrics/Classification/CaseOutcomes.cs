using System.Runtime.CompilerServices;

namespace CovidGrpc.Metrics.Classification;

/// <summary>What became of every case, laid out to be summed over draws of patients: a thousand times over a million cases.</summary>
internal sealed class CaseOutcomes
{
    private readonly int[] _patients;
    private readonly byte[] _slots;
    private readonly double[] _confidences;
    private readonly double[] _squares;

    /// <param name="patients">The patient of every case.</param>
    /// <param name="truth">The true class of every case.</param>
    /// <param name="predictions">What was held for probable.</param>
    internal CaseOutcomes(int[] patients, List<byte> truth, List<ClassProbabilities> predictions)
    {
        _patients = patients;
        _slots = new byte[patients.Length];
        _confidences = new double[patients.Length];
        _squares = new double[patients.Length];
        for (var item = 0; item < patients.Length; item++)
        {
            var (real, prediction) = ((CaseClass)truth[item], predictions[item]);
            _confidences[item] = prediction[prediction.Predicted];
            _squares[item] = CaseClasses.All.Sum(each => Math.Pow(prediction[each] - (each == real ? 1 : 0), 2));
            _slots[item] = OutcomeSums.Slot(real, prediction.Predicted, _confidences[item]);
        }
    }

    /// <summary>The sums with every patient once.</summary>
    internal OutcomeSums Total()
    {
        var once = new byte[_patients.Length == 0 ? 0 : _patients.Max() + 1];
        Array.Fill(once, (byte)1);
        return Sum(once);
    }

    /// <summary>The sums with every patient as often as told.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal OutcomeSums Sum(ReadOnlySpan<byte> timesDrawn)
    {
        var counts = new long[OutcomeSums.Slots];
        var confidences = new double[OutcomeSums.Slots];
        var squares = 0.0;
        for (var item = 0; item < _patients.Length; item++)
        {
            var times = timesDrawn[_patients[item]];
            if (times == 0)
                continue;
            var slot = _slots[item];
            counts[slot] += times;
            confidences[slot] += times * _confidences[item];
            squares += times * _squares[item];
        }

        return new(counts, confidences, squares);
    }
}
