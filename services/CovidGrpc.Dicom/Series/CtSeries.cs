namespace CovidGrpc.Dicom.Series;

/// <summary>
/// Images of one series that lie parallel and have the same size and pixel spacing, ordered from the feet along their normal. Where
/// positions are unknown the order is that of the instance numbers.
/// </summary>
public sealed class CtSeries
{
    // Far below any distance of slices, above what decimal strings round off.
    private const double SamePositionMm = 0.01;

    private CtSeries(IReadOnlyList<SliceHeader> slices, PatientVector? normal) => (Slices, Normal) = (slices, normal);

    /// <summary>One image for each position, from the feet to the head.</summary>
    public IReadOnlyList<SliceHeader> Slices { get; }

    /// <summary>Unit normal of the images, turned towards the head; null where positions or orientations are unknown.</summary>
    public PatientVector? Normal { get; }

    /// <summary>Images left out since another one with the same pixels lies at the same position.</summary>
    public required int Repeated { get; init; }

    /// <summary>Images left out since another one with other pixels lies at the same position.</summary>
    public required int Contradicting { get; init; }

    /// <summary>Images in all.</summary>
    public int Images => Slices.Count + Repeated + Contradicting;

    /// <summary>Distances of neighbouring slices along the normal, mm; empty where positions are unknown.</summary>
    public IReadOnlyList<double> Distances => Normal is { } normal
        ? [.. Slices.Zip(Slices.Skip(1), (lower, upper) => upper.Position!.Value.Dot(normal) - lower.Position!.Value.Dot(normal))]
        : [];

    /// <summary>Median of <see cref="Distances"/>, mm; null where there are none.</summary>
    public double? DistanceMm => Distances is { Count: > 0 } distances ? Median(distances) : null;

    /// <summary>Extent from the first to the last slice along the normal, mm.</summary>
    public double CoverageMm => Distances.Sum();

    /// <summary>Angle between the line through the slices' positions and their normal, degrees: the tilt of the gantry.</summary>
    public double TiltDegrees
    {
        get
        {
            if (Normal is not { } normal || Slices is not [{ Position: { } first }, .., { Position: { } last }])
                return 0;
            var line = new PatientVector(last.X - first.X, last.Y - first.Y, last.Z - first.Z);
            return double.RadiansToDegrees(Math.Acos(Math.Clamp(line.Dot(normal) / line.Length, -1, 1)));
        }
    }

    /// <summary>Orders images that lie parallel.</summary>
    /// <param name="images">At least one image.</param>
    public static CtSeries Of(IReadOnlyCollection<SliceHeader> images)
    {
        if (images.Any(image => !image.HasGeometry))
        {
            var ordered = images.OrderBy(image => image.Number ?? int.MaxValue).ThenBy(image => image.Instance).ThenBy(image => image.Frame);
            return new CtSeries([.. ordered], normal: null) { Repeated = 0, Contradicting = 0 };
        }

        var normal = TowardsHead(images.MinBy(image => image.PixelDigest)!.Orientation!.Value.Normal);
        var slices = new List<SliceHeader>();
        var (repeated, contradicting) = (0, 0);
        foreach (var image in images.OrderBy(image => image.Position!.Value.Dot(normal)).ThenBy(image => image.Number ?? int.MaxValue)
            .ThenBy(image => image.PixelDigest, StringComparer.Ordinal).ThenBy(image => image.Instance).ThenBy(image => image.Frame))
        {
            if (slices.Count == 0 || image.Position!.Value.Dot(normal) - slices[^1].Position!.Value.Dot(normal) > SamePositionMm)
                slices.Add(image);
            else if (image.PixelDigest == slices[^1].PixelDigest)
                repeated++;
            else
                contradicting++;
        }

        return new CtSeries(slices, normal) { Repeated = repeated, Contradicting = contradicting };
    }

    private static double Median(IReadOnlyList<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static PatientVector TowardsHead(PatientVector normal) => normal.Z < 0 ? new(-normal.X, -normal.Y, -normal.Z) : normal;
}
