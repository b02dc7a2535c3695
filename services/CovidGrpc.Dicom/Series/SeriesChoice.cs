namespace CovidGrpc.Dicom.Series;

/// <summary>
/// Chooses the stack that is diagnosed. Each rule in turn leaves out stacks and names the reason; a rule that would leave none is passed
/// over, except that localizers and planes that are not axial are never taken:
/// no localizer ▸ axial (normal within 45° of the body's axis) ▸ position and orientation known ▸ original, not derived ▸ at least nine
/// tenths of the longest coverage ▸ no sharp kernel ▸ most slices ▸ the smallest digest of pixels, so that the choice is never by chance.
/// </summary>
internal static class SeriesChoice
{
    private const double EnoughOfLongestCoverage = 0.9;
    private static readonly double AxialCosine = Math.Cos(Math.PI / 4);

    private static readonly Rule[] Rules =
    [
        new(SeriesReasons.Localizer, "localizer images, no slices", IsAbsolute: true, stacks => stack => !stack.Slices[0].IsLocalizer),
        new(SeriesReasons.NotAxial, "the planes are not axial", IsAbsolute: true, stacks => stack => stack.Normal is not { } normal || normal.Z >= AxialCosine),
        new(SeriesReasons.NoGeometry, "the files tell no position or orientation, and those of another series do", IsAbsolute: false, stacks => stack => stack.Normal is not null),
        new(SeriesReasons.Derived, "the images are derived, and those of another series are original", IsAbsolute: false, stacks => stack => !stack.Slices[0].IsDerived),
        new(SeriesReasons.LessCoverage, "another series covers more of the body", IsAbsolute: false, Covering),
        new(SeriesReasons.SharpKernel, "another series has a kernel that is less sharp", IsAbsolute: false, stacks => stack => !stack.Slices[0].IsSharp),
        new(SeriesReasons.FewerSlices, "another series has more slices", IsAbsolute: false, MostSlices),
        new(SeriesReasons.Equal, "another series is as good, and one had to be taken", IsAbsolute: false, FirstOfEquals),
    ];

    /// <summary>All stacks, the chosen one first; none is chosen where every stack was left out.</summary>
    public static IReadOnlyList<RankedSeries> Among(IReadOnlyList<CtSeries> stacks)
    {
        var left = stacks;
        var refused = new List<RankedSeries>();
        foreach (var rule in Rules)
        {
            var passes = rule.For(left);
            if (!rule.IsAbsolute && !left.Any(passes))
                continue;
            refused.AddRange(left.Where(stack => !passes(stack)).Select(stack => new RankedSeries(stack, rule.Reason, rule.Message)));
            left = [.. left.Where(passes)];
        }

        var others = refused.OrderByDescending(found => found.Stack.Images).ThenBy(found => found.Stack.Slices[0].PixelDigest, StringComparer.Ordinal);
        return [.. left.Select(stack => new RankedSeries(stack, null, null)), .. others];
    }

    private static Predicate<CtSeries> Covering(IReadOnlyList<CtSeries> stacks)
    {
        var enough = EnoughOfLongestCoverage * stacks.Select(stack => stack.CoverageMm).DefaultIfEmpty().Max();
        return stack => stack.CoverageMm >= enough;
    }

    private static Predicate<CtSeries> MostSlices(IReadOnlyList<CtSeries> stacks)
    {
        var most = stacks.Select(stack => stack.Slices.Count).DefaultIfEmpty().Max();
        return stack => stack.Slices.Count == most;
    }

    private static Predicate<CtSeries> FirstOfEquals(IReadOnlyList<CtSeries> stacks)
    {
        var first = stacks.MinBy(stack => (stack.Slices[0].PixelDigest, stack.Slices[0].Instance));
        return stack => stack == first;
    }

    private sealed record Rule(string Reason, string Message, bool IsAbsolute, Func<IReadOnlyList<CtSeries>, Predicate<CtSeries>> Survivors)
    {
        public Func<CtSeries, bool> For(IReadOnlyList<CtSeries> stacks) => new(Survivors(stacks));
    }
}
