namespace CovidGrpc.Dicom.Answers;

/// <summary>The images of one series that a diagnosis saw, in the order in which they lie along their normal.</summary>
public sealed class SourceSeries
{
    private const double LengthTolerance = 1e-3;
    private const double DirectionTolerance = 1e-4;
    private const double UniformTolerance = 0.01;

    private readonly double[] _gaps;

    /// <summary>Orders the images of a series.</summary>
    /// <param name="images">At least one image, in any order.</param>
    /// <exception cref="ArgumentException">No image, one given twice, or images of several series.</exception>
    public SourceSeries(IEnumerable<SourceImage> images)
    {
        var all = images.OrderBy(image => image.Id.SopInstanceUid, StringComparer.Ordinal).ThenBy(image => image.Id.Frame).ToArray();
        if (all.Length == 0)
            throw new ArgumentException("A series holds at least one image.", nameof(images));
        if (all.DistinctBy(image => image.Id).Count() != all.Length)
            throw new ArgumentException("An image is given twice.", nameof(images));
        if (all.DistinctBy(image => (image.StudyInstanceUid, image.SeriesInstanceUid)).Count() != 1)
            throw new ArgumentException("The images are of several series.", nameof(images));

        var isPlaced = all.All(image => image is { Position: not null, Orientation: not null, Spacing: not null });
        var normal = isPlaced ? all[0].Orientation!.Value.Normal : default;
        Images = isPlaced ? [.. all.OrderBy(image => image.Position!.Value.Dot(normal))] : all;
        _gaps = isPlaced
            ? [.. Images.Zip(Images.Skip(1), (one, next) => next.Position!.Value.Dot(normal) - one.Position!.Value.Dot(normal))]
            : [];
        Obstacle = all.Any(image => image.FrameOfReferenceUid is null || image.FrameOfReferenceUid != all[0].FrameOfReferenceUid)
            ? SegmentationObstacle.FrameOfReference
            : !isPlaced ? SegmentationObstacle.UnknownGeometry
            : IsStack() ? null : SegmentationObstacle.MixedGeometry;
    }

    /// <summary>The images along their normal (from the feet to the head in an axial series); by identifier where that is unknown.</summary>
    public IReadOnlyList<SourceImage> Images { get; }

    /// <summary>Why there can be no segmentation; null when there can.</summary>
    public SegmentationObstacle? Obstacle { get; }

    /// <summary>Study.</summary>
    public string StudyInstanceUid => First.StudyInstanceUid;

    /// <summary>Series.</summary>
    public string SeriesInstanceUid => First.SeriesInstanceUid;

    /// <summary>
    /// Distance of neighbouring images along the normal, mm; null when it is unknown or varies by more than 1 %, or
    /// there is one image.
    /// </summary>
    public double? SpacingBetweenSlices =>
        _gaps.Length > 0 && _gaps.Max() <= _gaps.Min() * (1 + UniformTolerance) ? _gaps.Average() : null;

    /// <summary>
    /// How thick the slabs of a segmentation are, mm: the distance of the images, the smallest where it varies, so
    /// that no two slabs overlap; of a single image its nominal thickness; null when unknown.
    /// </summary>
    public double? SlabThickness => SpacingBetweenSlices ?? (_gaps.Length > 0 ? _gaps.Min() : First.SliceThickness);

    internal SourceImage First => Images[0];

    /// <summary>One image of each instance.</summary>
    internal IEnumerable<SourceImage> Instances => Images.DistinctBy(image => image.Id.SopInstanceUid);

    private bool IsStack() => _gaps.All(gap => gap > LengthTolerance) && Images.All(image =>
        image.Rows == First.Rows && image.Columns == First.Columns
        && Math.Abs(image.Spacing!.Value.BetweenRows - First.Spacing!.Value.BetweenRows) < LengthTolerance
        && Math.Abs(image.Spacing.Value.BetweenColumns - First.Spacing.Value.BetweenColumns) < LengthTolerance
        && IsParallel(image.Orientation!.Value, First.Orientation!.Value));

    private static bool IsParallel(ImageOrientation one, ImageOrientation other) =>
        Distance(one.AlongRow, other.AlongRow) < DirectionTolerance && Distance(one.AlongColumn, other.AlongColumn) < DirectionTolerance;

    private static double Distance(PatientVector one, PatientVector other) =>
        new PatientVector(one.X - other.X, one.Y - other.Y, one.Z - other.Z).Length;
}
