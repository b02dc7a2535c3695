namespace CovidGrpc.Metrics.Volumes;

/// <summary>
/// The plane between the lungs: the patient x that divides the lungs' volume, projected onto the x axis, into two groups with the largest
/// variance between them (Otsu, IEEE Trans. SMC 9(1), 1979). It lies in the mediastinum, where the projection has its valley; where there is
/// none, as with one lung alone, there is no midline.
/// </summary>
internal static class LungMidline
{
    // The valley holds at most half as much lung in a millimetre as the lower of both hills.
    private const double DeepestShare = 0.5;
    private const int ValleyHalfWidthMm = 5;

    /// <param name="volumes">Lung, lesions included, by patient x in bins of one millimetre.</param>
    /// <param name="firstBin">Patient x of the first bin, mm.</param>
    /// <returns>Patient x in mm; null where the lungs do not fall into two groups.</returns>
    public static int? Find(IReadOnlyList<double> volumes, int firstBin)
    {
        var (total, moment) = (volumes.Sum(), volumes.Select((volume, bin) => volume * bin).Sum());
        var (best, bestVariance) = (0, 0d);
        var (below, momentBelow) = (0d, 0d);
        for (var bin = 0; bin < volumes.Count - 1; bin++)
        {
            below += volumes[bin];
            momentBelow += volumes[bin] * bin;
            if (below == 0 || below >= total)
                continue;
            var difference = (momentBelow / below) - ((moment - momentBelow) / (total - below));
            var variance = below * (total - below) * difference * difference;
            if (variance > bestVariance)
                (best, bestVariance) = (bin + 1, variance);
        }

        return bestVariance > 0 && IsValley(volumes, best) ? firstBin + best : null;
    }

    private static bool IsValley(IReadOnlyList<double> volumes, int at)
    {
        var valley = Enumerable.Range(at - ValleyHalfWidthMm, 2 * ValleyHalfWidthMm).Average(bin => bin >= 0 && bin < volumes.Count ? volumes[bin] : 0);
        return valley <= DeepestShare * Math.Min(volumes.Take(at).Max(), volumes.Skip(at).Max());
    }
}
