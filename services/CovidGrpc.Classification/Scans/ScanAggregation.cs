namespace CovidGrpc.Classification.Scans;

/// <summary>
/// The class of a scan from those of its slices: the mean of the slices' log-probabilities, weighted by the lung in each. Slices with less
/// than a fifth of the lung of the fullest one are left out. Where no slice tells its lung, all count the same.
/// </summary>
internal static class ScanAggregation
{
    private const double LittleLung = 0.2;
    private const int MostDeciding = 5;

    // A slice that is sure of a class must not silence all others.
    private const double LeastProbability = 1e-3;

    /// <summary>The verdict of slices in any order; null when none could be judged.</summary>
    public static ScanVerdict? Of(IEnumerable<SliceVote> votes)
    {
        var all = votes.OrderBy(vote => vote.Index).ToArray();
        var fullest = all.Select(vote => vote.LungArea).DefaultIfEmpty().Max();
        var heard = all.Where(vote => vote.Probabilities is not null && vote.LungArea >= LittleLung * fullest)
            .Select(vote => new Heard(vote.Index, fullest > 0 ? vote.LungArea : 1, [.. vote.Probabilities!.Select(p => Math.Log(Math.Max(p, LeastProbability)))])).ToArray();
        if (heard.Length == 0)
            return null;

        var weight = heard.Sum(slice => slice.Weight);
        var logs = Enumerable.Range(0, heard[0].Logs.Length).Select(c => heard.Sum(slice => slice.Weight * slice.Logs[c]) / weight).ToArray();
        var verdict = Array.IndexOf(logs, logs.Max());
        var deciding = heard.OrderByDescending(slice => slice.Weight * slice.MarginOf(verdict)).ThenBy(slice => slice.Index).Take(MostDeciding);
        return new ScanVerdict(logs, Softmax(logs), [.. deciding.Select(slice => slice.Index)]);
    }

    private static double[] Softmax(double[] logs)
    {
        var powers = logs.Select(log => Math.Exp(log - logs.Max())).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private sealed record Heard(int Index, double Weight, double[] Logs)
    {
        /// <summary>How far the class lies before the best of the others.</summary>
        public double MarginOf(int c) => Logs[c] - Logs.Where((_, other) => other != c).Max();
    }
}
