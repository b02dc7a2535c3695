namespace CovidGrpc.Dicom.Series;

/// <summary>Images in any order as a scan: the stack to diagnose, the others, and what is unusual.</summary>
/// <param name="Stacks">All stacks, the chosen one first.</param>
/// <param name="Warnings">What a reader should know.</param>
public sealed record AssembledScan(IReadOnlyList<RankedSeries> Stacks, IReadOnlyList<SeriesWarning> Warnings)
{
    /// <summary>The stack to diagnose; null when there is no axial one.</summary>
    public CtSeries? Chosen => Stacks is [{ IsChosen: true } chosen, ..] ? chosen.Stack : null;

    /// <summary>Assembles images. Their order does not matter.</summary>
    /// <param name="images">Headers of the frames of all files.</param>
    public static AssembledScan From(IEnumerable<SliceHeader> images)
    {
        var stacks = SeriesChoice.Among(SeriesDivision.Of(images));
        var warnings = stacks is [{ IsChosen: true } chosen, ..] ? SeriesChecks.Of(chosen.Stack) : [];
        return new AssembledScan(stacks, [.. warnings, .. OfOthers(stacks)]);
    }

    private static IEnumerable<SeriesWarning> OfOthers(IReadOnlyList<RankedSeries> stacks)
    {
        var localizers = stacks.Where(found => found.Reason == SeriesReasons.Localizer).Sum(found => found.Stack.Images);
        if (localizers > 0)
            yield return new SeriesWarning(SeriesWarningCodes.Localizers, $"{SeriesChecks.Count(localizers, "localizer was", "localizers were")} left out.");
        foreach (var other in stacks.Where(found => !found.IsChosen && found.Reason != SeriesReasons.Localizer))
            yield return new SeriesWarning(SeriesWarningCodes.OtherSeries, $"A series of {SeriesChecks.Count(other.Stack.Images, "image", "images")} was not taken: {other.Message}.");
    }
}
