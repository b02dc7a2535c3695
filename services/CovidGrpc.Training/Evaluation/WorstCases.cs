namespace CovidGrpc.Training.Evaluation;

/// <summary>Keeps the worst of many slices; no more than these are in memory.</summary>
internal sealed class WorstCases
{
    /// <summary>So many are kept.</summary>
    internal const int Most = 6;

    // The best of those kept comes first, to give way to a worse one. Of equal ones the earlier stays.
    private readonly PriorityQueue<WorstCase, (double Measure, long Order)> _kept = new(Comparer<(double Measure, long Order)>.Create((a, b) => b.CompareTo(a)));
    private long _seen;

    /// <summary>The kept ones, worst first.</summary>
    internal IReadOnlyList<WorstCase> Kept => [.. _kept.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];

    /// <summary>Adds a slice; one without an error is none to look at.</summary>
    internal void Add(WorstCase slice)
    {
        if (slice.Measure >= 1)
            return;
        _kept.Enqueue(slice, (slice.Measure, _seen++));
        if (_kept.Count > Most)
            _kept.Dequeue();
    }
}
