namespace CovidGrpc.Dicom.Series;

/// <summary>
/// Divides images into stacks: by SeriesInstanceUID, and within a series, which may hold localizers and reformats too, by kind, size,
/// pixel spacing and orientation. The order in which images come does not matter.
/// </summary>
internal static class SeriesDivision
{
    // What scanners write of one stack differs in the last digits only.
    private const double SpacingTolerance = 0.01;
    private static readonly double SameDirectionCosine = Math.Cos(double.DegreesToRadians(1));

    public static IReadOnlyList<CtSeries> Of(IEnumerable<SliceHeader> images)
    {
        var groups = new List<List<SliceHeader>>();
        foreach (var image in images.OrderBy(image => image.PixelDigest, StringComparer.Ordinal).ThenBy(image => image.Instance).ThenBy(image => image.Frame))
        {
            if (groups.Find(group => BelongTogether(group[0], image)) is { } found)
                found.Add(image);
            else
                groups.Add([image]);
        }

        return [.. groups.Select(CtSeries.Of)];
    }

    private static bool BelongTogether(SliceHeader one, SliceHeader other) =>
        (one.Series, one.Rows, one.Columns, one.IsLocalizer, one.IsDerived, one.IsSharp, one.HasGeometry)
            == (other.Series, other.Rows, other.Columns, other.IsLocalizer, other.IsDerived, other.IsSharp, other.HasGeometry)
        && AreClose(one.Spacing, other.Spacing)
        && AreParallel(one.Orientation, other.Orientation);

    private static bool AreClose(PixelSpacing? one, PixelSpacing? other) => (one, other) switch
    {
        ({ } a, { } b) => Math.Abs(a.BetweenRows - b.BetweenRows) <= SpacingTolerance * a.BetweenRows
            && Math.Abs(a.BetweenColumns - b.BetweenColumns) <= SpacingTolerance * a.BetweenColumns,
        _ => one is null && other is null,
    };

    private static bool AreParallel(ImageOrientation? one, ImageOrientation? other) => (one, other) switch
    {
        ({ } a, { } b) => a.AlongRow.Dot(b.AlongRow) >= SameDirectionCosine && a.AlongColumn.Dot(b.AlongColumn) >= SameDirectionCosine,
        _ => one is null && other is null,
    };
}
