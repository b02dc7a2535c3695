using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Volumes;

namespace CovidGrpc.Metrics.Tests.Volumes;

/// <summary>Volumes of shapes whose volume is known by formula.</summary>
public sealed class ScanVolumesTests
{
    private const int Side = 160;
    private const double Spacing = 1.5;

    private static readonly Ellipsoid RightLung = new(-60, 0, 100, 40, 60, 90);
    private static readonly Ellipsoid LeftLung = new(60, 0, 100, 36, 60, 90);
    private static readonly Ellipsoid Glass = new(-70, 5, 100, 15, 18, 20);
    private static readonly Ellipsoid Dense = new(62, -10, 110, 8, 10, 12);

    [Fact]
    public void Measure_TwoLungsWithLesions_HasVolumesAndInvolvementOfTheFormulas()
    {
        var volumes = Measure(Planes([.. Enumerable.Range(0, 100).Select(i => i * 2.0)]))!;

        Near(RightLung.Ml + LeftLung.Ml, volumes.Whole.LungMl);
        Near(RightLung.Ml, volumes.Right!.LungMl);
        Near(LeftLung.Ml, volumes.Left!.LungMl);
        Near(Glass.Ml, volumes.Right.GroundGlassOpacityMl);
        Near(Dense.Ml, volumes.Left.ConsolidationMl);
        Assert.Equal((0, 0), (volumes.Right.ConsolidationMl, volumes.Left.GroundGlassOpacityMl));
        Near(100 * Glass.Ml / RightLung.Ml, volumes.Right.InvolvementPercent);
        Near(100 * (Glass.Ml + Dense.Ml) / (RightLung.Ml + LeftLung.Ml), volumes.Whole.InvolvementPercent);
    }

    [Fact]
    public void Measure_UnevenSpacing_HasTheSameVolumes()
    {
        double[] positions = [.. Enumerable.Range(0, 50).Select(i => i * 2.0), .. Enumerable.Range(0, 25).Select(i => 100 + (i * 4.0)), 201, 205];

        var volumes = Measure(Planes(positions))!;

        Near(RightLung.Ml + LeftLung.Ml, volumes.Whole.LungMl);
        Near(Glass.Ml, volumes.Whole.GroundGlassOpacityMl);
    }

    [Fact]
    public void Measure_ObliquePlanes_HasTheSameVolumes()
    {
        // Turned about the x axis: the normal is no axis of the patient's.
        var angle = double.DegreesToRadians(25);
        var (down, normal) = ((0, Math.Cos(angle), Math.Sin(angle)), (0, -Math.Sin(angle), Math.Cos(angle)));
        var planes = Enumerable.Range(-10, 130).Select(i => new SlicePlane(
            (-Side * Spacing / 2, (-Side * Spacing / 2 * down.Item2) + (2 * i * normal.Item2), (-Side * Spacing / 2 * down.Item3) + (2 * i * normal.Item3)),
            (1, 0, 0), down, Spacing, Spacing));

        var volumes = Measure(planes)!;

        Near(RightLung.Ml, volumes.Right!.LungMl);
        Near(LeftLung.Ml, volumes.Left!.LungMl);
    }

    [Fact]
    public void Measure_GantryTilt_WeighsAlongTheNormal()
    {
        // Upright planes along a slanted line: shifted within themselves, 2 mm apart along the normal.
        var planes = Planes([.. Enumerable.Range(0, 100).Select(i => i * 2.0)]).Select((plane, i) => plane with { Position = (plane.Position.X, plane.Position.Y + (0.2 * (i - 50)), plane.Position.Z) });

        Near(RightLung.Ml + LeftLung.Ml, Measure(planes)!.Whole.LungMl);
    }

    [Fact]
    public void Measure_MirroredImage_KeepsThePatientsSides()
    {
        var planes = Planes([.. Enumerable.Range(0, 100).Select(i => i * 2.0)]).Select(plane => plane with { Position = (Side * Spacing / 2, plane.Position.Y, plane.Position.Z), AlongRow = (-1, 0, 0) });

        var volumes = Measure(planes)!;

        Near(RightLung.Ml, volumes.Right!.LungMl);
        Near(Glass.Ml, volumes.Right.GroundGlassOpacityMl);
    }

    [Fact]
    public void Measure_OrderOfSlices_DoesNotMatter()
    {
        var planes = Planes([.. Enumerable.Range(0, 30).Select(i => i * 7.0)]).ToArray();
        var expected = Measure(planes)!;
        new Random(5).Shuffle(planes);

        Assert.Equal(expected.Left!.LungMl, Measure(planes)!.Left!.LungMl, 6);
    }

    [Fact]
    public void Measure_OverlappingMasks_CountsEachPixelOnceForTheStrongerTissue()
    {
        var volumes = new ScanVolumes();
        for (var z = 0; z < 3; z++)
        {
            var map = TissueMap.From(10, 10,
            [
                (LungTissue.Consolidation, Rectangle(2, 4)),
                (LungTissue.Lung, Rectangle(0, 6)),
                (LungTissue.Lung, Rectangle(3, 8)),
                (LungTissue.GroundGlassOpacity, Rectangle(3, 6)),
            ]);
            volumes.Add(map, new SlicePlane((0, 0, z * 5), (1, 0, 0), (0, 1, 0), 2, 1));
        }

        // Columns 0 to 8 are lung, 2 and 3 of it consolidation, 4 and 5 ground glass; each column has 10 pixels of 2 mm², slices weigh 5 mm.
        var whole = volumes.Measure()!.Whole;
        Assert.Equal((2.4, 0.6, 0.6), (whole.LungMl, whole.GroundGlassOpacityMl, whole.ConsolidationMl));
        Assert.Equal(50, whole.InvolvementPercent, 9);
    }

    [Fact]
    public void Measure_LungsThatTouch_AreDividedBetweenThem()
    {
        var bridge = new Ellipsoid(0, -40, 100, 40, 3, 20);

        var volumes = Measure(Planes([.. Enumerable.Range(0, 100).Select(i => i * 2.0)]), bridge)!;

        Assert.InRange(volumes.Right!.LungMl, RightLung.Ml, RightLung.Ml + bridge.Ml);
        Assert.InRange(volumes.Left!.LungMl, LeftLung.Ml, LeftLung.Ml + bridge.Ml);
        Assert.Equal(volumes.Whole.LungMl, volumes.Left.LungMl + volumes.Right.LungMl, 6);
    }

    [Fact]
    public void Measure_OneLungAlone_HasNoSides()
    {
        var volumes = new ScanVolumes();
        foreach (var plane in Planes([.. Enumerable.Range(0, 100).Select(i => i * 2.0)]))
            volumes.Add(TissueMap.From(Side, Side, [(LungTissue.Lung, Section(plane, RightLung))]), plane);

        var measured = volumes.Measure()!;

        Near(RightLung.Ml, measured.Whole.LungMl);
        Assert.Null(measured.Left);
        Assert.Null(measured.Right);
    }

    [Fact]
    public void Measure_FewerThanTwoSlicesOrNoLung_IsNothingOrZero()
    {
        Assert.Null(Measure(Planes([100])));
        var volumes = new ScanVolumes();
        foreach (var plane in Planes([0, 2, 4]))
            volumes.Add(TissueMap.From(Side, Side, []), plane);
        Assert.Equal((0, 0), (volumes.Measure()!.Whole.LungMl, volumes.Measure()!.Whole.InvolvementPercent));
    }

    [Fact]
    public void Weights_AreHalfTheDistanceToEachNeighbour()
    {
        Assert.Equal([2, 2.5, 4, 5], SliceWeights.Of([0, 2, 5, 10]));
        Assert.Throws<ArgumentOutOfRangeException>(() => SliceWeights.Of([1]));
    }

    private static LungVolumes? Measure(IEnumerable<SlicePlane> planes, Ellipsoid? more = null)
    {
        var volumes = new ScanVolumes();
        foreach (var plane in planes)
        {
            volumes.Add(
                TissueMap.From(Side, Side,
                [
                    (LungTissue.Consolidation, Section(plane, Dense)),
                    (LungTissue.Lung, Section(plane, RightLung)),
                    (LungTissue.GroundGlassOpacity, Section(plane, Glass)),
                    (LungTissue.Lung, Section(plane, LeftLung)),
                    .. more is { } shape ? new[] { (LungTissue.Lung, Section(plane, shape)) } : [],
                ]),
                plane);
        }

        return volumes.Measure();
    }

    private static IEnumerable<SlicePlane> Planes(double[] heights) =>
        heights.Select(z => new SlicePlane((-Side * Spacing / 2, -Side * Spacing / 2, z), (1, 0, 0), (0, 1, 0), Spacing, Spacing));

    private static RunLengthMask Section(SlicePlane plane, Ellipsoid shape)
    {
        var pixels = new bool[Side * Side];
        for (var row = 0; row < Side; row++)
        {
            for (var column = 0; column < Side; column++)
            {
                var (right, down) = (column * plane.BetweenColumns, row * plane.BetweenRows);
                pixels[(row * Side) + column] = shape.Contains(
                    plane.Position.X + (right * plane.AlongRow.X) + (down * plane.AlongColumn.X),
                    plane.Position.Y + (right * plane.AlongRow.Y) + (down * plane.AlongColumn.Y),
                    plane.Position.Z + (right * plane.AlongRow.Z) + (down * plane.AlongColumn.Z));
            }
        }

        return RunLengthMask.FromPixels(pixels, Side, Side);
    }

    private static RunLengthMask Rectangle(int from, int to)
    {
        var pixels = new bool[100];
        for (var i = 0; i < 100; i++)
            pixels[i] = i % 10 >= from && i % 10 < to;
        return RunLengthMask.FromPixels(pixels, 10, 10);
    }

    // Pixels and slices of some millimetres are worth a per cent or two of the smallest shape.
    private static void Near(double expected, double actual) => Assert.InRange(actual / expected, 0.97, 1.03);

    private readonly record struct Ellipsoid(double X, double Y, double Z, double A, double B, double C)
    {
        public double Ml => 4.0 / 3 * Math.PI * A * B * C / 1000;

        public bool Contains(double x, double y, double z) => Math.Pow((x - X) / A, 2) + Math.Pow((y - Y) / B, 2) + Math.Pow((z - Z) / C, 2) <= 1;
    }
}
