namespace CovidGrpc.Metrics.Volumes;

/// <summary>
/// Volumes of a scan from its slices, added one by one in any order; of each a few kilobytes are kept. A pixel's volume is its area times
/// the weight of its slice (<see cref="SliceWeights"/>). Left and right: a connected part of the lungs in a slice belongs whole to the side
/// of the midline (<see cref="LungMidline"/>) on which nine tenths of it lie; a part that lies on both, as of lungs that touch, is divided
/// at the midline.
/// </summary>
public sealed class ScanVolumes
{
    private const double WholeShare = 0.9;

    private readonly List<Slice> _slices = [];
    private (double X, double Y, double Z)? _normal;

    /// <summary>Adds a slice. All are parallel, and no two lie at the same place.</summary>
    /// <param name="map">Its tissues.</param>
    /// <param name="plane">Where it lies.</param>
    public void Add(TissueMap map, SlicePlane plane)
    {
        _normal ??= plane.Normal;
        _slices.Add(new Slice(plane.Along(_normal.Value), plane.PixelAreaMm2, LungComponent.Of(map, plane)));
    }

    /// <summary>The volumes; null of fewer than two slices, which tell no distance.</summary>
    public LungVolumes? Measure()
    {
        if (_slices.Count < 2)
            return null;
        var ordered = _slices.OrderBy(slice => slice.Position).ToArray();
        var weights = SliceWeights.Of([.. ordered.Select(slice => slice.Position)]);
        var parts = ordered.SelectMany((slice, i) => slice.Components.Select(component => new Part(component, weights[i] * slice.PixelAreaMm2))).ToArray();
        var whole = Sum(parts.SelectMany(part => part.Component.Bins.Select(bin => part.PixelMm3 * bin)));
        return Midline(parts) is { } midline
            ? new LungVolumes(TissueVolumes.From(whole), Side(parts, midline, isLeft: true), Side(parts, midline, isLeft: false))
            : new LungVolumes(TissueVolumes.From(whole), null, null);
    }

    private static int? Midline(IReadOnlyCollection<Part> parts)
    {
        if (parts.Count == 0)
            return null;
        var first = parts.Min(part => part.Component.FirstBin);
        var volumes = new double[parts.Max(part => part.Component.FirstBin + part.Component.Bins.Length) - first];
        foreach (var (component, pixelMm3) in parts)
        {
            for (var i = 0; i < component.Bins.Length; i++)
                volumes[component.FirstBin - first + i] += pixelMm3 * component.Bins[i].All;
        }

        return LungMidline.Find(volumes, first);
    }

    private static TissueVolumes Side(IEnumerable<Part> parts, int midline, bool isLeft) =>
        TissueVolumes.From(Sum(parts.Select(part => part.PixelMm3 * OnSide(part.Component, midline, isLeft))));

    private static TissueSums OnSide(LungComponent component, int midline, bool isLeft)
    {
        var divided = Math.Clamp(midline - component.FirstBin, 0, component.Bins.Length);
        var (right, left) = (Sum(component.Bins.Take(divided)), Sum(component.Bins.Skip(divided)));
        var whole = left + right;
        if (left.All >= WholeShare * whole.All)
            return isLeft ? whole : default;
        if (right.All >= WholeShare * whole.All)
            return isLeft ? default : whole;
        return isLeft ? left : right;
    }

    private static TissueSums Sum(IEnumerable<TissueSums> sums) => sums.Aggregate(default(TissueSums), (sum, next) => sum + next);

    private sealed record Slice(double Position, double PixelAreaMm2, IReadOnlyList<LungComponent> Components);

    private readonly record struct Part(LungComponent Component, double PixelMm3);
}
