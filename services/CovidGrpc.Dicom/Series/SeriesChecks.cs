namespace CovidGrpc.Dicom.Series;

/// <summary>What is unusual about a stack as a scan.</summary>
internal static class SeriesChecks
{
    // A slice is missing where neighbours lie further apart than this many usual distances.
    private const double GapDistances = 1.5;
    // Where this share of the distances is large, the spacing changes and nothing is missing.
    private const double MostGaps = 0.25;
    private const double SameDistanceTolerance = 0.1;
    private const double SmallestTiltDegrees = 1;

    public static IEnumerable<SeriesWarning> Of(CtSeries stack)
    {
        if (stack.Normal is null)
        {
            yield return new SeriesWarning(
                SeriesWarningCodes.GeometryUnknown, "The files tell no positions: slices were taken in the order of their numbers, and volumes are not possible.");
            yield break;
        }

        foreach (var warning in OfDistances(stack.Distances, stack.DistanceMm ?? 0))
            yield return warning;
        if (stack.Repeated > 0)
            yield return new SeriesWarning(SeriesWarningCodes.Duplicates, $"{Count(stack.Repeated, "image occurs", "images occur")} more than once; each was taken once.");
        if (stack.Contradicting > 0)
        {
            yield return new SeriesWarning(
                SeriesWarningCodes.SamePosition, $"{Count(stack.Contradicting, "image lies", "images lie")} where another one with other pixels lies; the first by number was taken.");
        }

        if (stack.TiltDegrees >= SmallestTiltDegrees)
            yield return new SeriesWarning(SeriesWarningCodes.Tilt, $"The slices are tilted by {stack.TiltDegrees:0} degrees against the line along which they lie.");
    }

    private static IEnumerable<SeriesWarning> OfDistances(IReadOnlyList<double> distances, double usual)
    {
        if (distances.Count < 2)
            yield break;
        var gaps = distances.Count(distance => distance > GapDistances * usual);
        var even = gaps > MostGaps * distances.Count ? distances : [.. distances.Where(distance => distance <= GapDistances * usual)];
        if (even.Count < distances.Count)
        {
            yield return new SeriesWarning(
                SeriesWarningCodes.Gaps,
                $"Slices are missing in {Count(gaps, "place", "places")}: neighbours lie up to {distances.Max():0.0} mm apart instead of {usual:0.0} mm.");
        }

        if (even.Max() - even.Min() > SameDistanceTolerance * usual)
            yield return new SeriesWarning(SeriesWarningCodes.MixedSpacing, $"The distance of the slices varies from {even.Min():0.0} to {even.Max():0.0} mm.");
    }

    internal static string Count(int count, string one, string several) => $"{count} {(count == 1 ? one : several)}";
}
