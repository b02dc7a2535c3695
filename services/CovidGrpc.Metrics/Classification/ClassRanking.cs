namespace CovidGrpc.Metrics.Classification;

/// <summary>All cases by their probability of one class, from low to high: one class against the rest.</summary>
internal sealed class ClassRanking
{
    // The coordinates of two neighbouring points differ by at least this much in one of them.
    private const double Step = 0.002;

    private const uint IsLastOfEqual = 1;
    private const uint IsPositive = 2;
    private const int PositiveShift = 1;
    private const int PatientShift = 2;

    // One number a case, in the order of the probability: its patient and two bits. A million are gone through once for every draw of patients.
    private readonly uint[] _cases;

    /// <param name="scores">The probability of the class for every case; sorted here.</param>
    /// <param name="isPositive">Whether a case is of the class.</param>
    /// <param name="patients">The patient of every case, below 2³⁰.</param>
    internal ClassRanking(double[] scores, Func<int, bool> isPositive, IReadOnlyList<int> patients)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length)];
        Array.Sort(scores, order);
        _cases = new uint[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            _cases[rank] = (checked((uint)patients[order[rank]]) << PatientShift)
                | (isPositive(order[rank]) ? IsPositive : 0)
                | (rank == order.Length - 1 || scores[rank] != scores[rank + 1] ? IsLastOfEqual : 0);
        }

        Points = [.. Reduce(AllPoints(scores))];
    }

    /// <summary>ROC and precision-recall from the highest probability down; points that lie close together are left out, the last one is not.</summary>
    internal IReadOnlyList<OperatingPoint> Points { get; }

    /// <summary>
    /// Area under the ROC: how often a case of the class has a larger probability than one of another, equal ones counting half. NaN unless there
    /// are both.
    /// </summary>
    /// <param name="timesDrawn">How often each patient counts.</param>
    internal double AreaUnderRoc(ReadOnlySpan<byte> timesDrawn)
    {
        // Twice the number of pairs in the right order: whole numbers, so that no case is lost to rounding.
        var (twicePairs, positives, negatives) = (0L, 0L, 0L);
        var (equalPositives, equalNegatives) = (0L, 0L);
        foreach (var item in _cases)
        {
            long times = timesDrawn[(int)(item >> PatientShift)];
            // A mask in place of a branch that would be guessed wrong for a third of all cases.
            var positive = times & -(long)((item & IsPositive) >> PositiveShift);
            equalPositives += positive;
            equalNegatives += times - positive;
            if ((item & IsLastOfEqual) == 0)
                continue;
            twicePairs += equalPositives * (2 * negatives + equalNegatives);
            positives += equalPositives;
            negatives += equalNegatives;
            (equalPositives, equalNegatives) = (0, 0);
        }

        return twicePairs / 2.0 / ((double)positives * negatives);
    }

    private IEnumerable<OperatingPoint> AllPoints(double[] scores)
    {
        var all = _cases.LongCount(item => (item & IsPositive) != 0);
        var others = _cases.Length - all;
        var (found, wrong) = (0L, 0L);
        for (var rank = _cases.Length - 1; rank >= 0; rank--)
        {
            if ((_cases[rank] & IsPositive) != 0)
                found++;
            else
                wrong++;
            if (rank == 0 || (_cases[rank - 1] & IsLastOfEqual) != 0)
                yield return new(scores[rank], (double)found / all, (double)wrong / others, (double)found / (found + wrong));
        }
    }

    private static IEnumerable<OperatingPoint> Reduce(IEnumerable<OperatingPoint> points)
    {
        OperatingPoint? kept = null;
        OperatingPoint? left = null;
        foreach (var point in points)
        {
            left = point;
            if (kept is { } last && !(point.Sensitivity - last.Sensitivity >= Step) && !(point.FalsePositiveRate - last.FalsePositiveRate >= Step))
                continue;
            yield return point;
            (kept, left) = (point, null);
        }

        if (left is { } end)
            yield return end;
    }
}
