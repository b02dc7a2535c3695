using CovidGrpc.Dicom;
using CovidGrpc.Dicom.Series;

namespace CovidGrpc.Tests.Series;

public sealed class AssembledScanTests
{
    private static readonly ImageOrientation Axial = new(new(1, 0, 0), new(0, 1, 0));
    private static readonly ImageOrientation Coronal = new(new(1, 0, 0), new(0, 0, -1));

    [Fact]
    public void From_AnyOrderOfFiles_IsTheSameScanFromTheFeet()
    {
        var images = Stack("a", 20).Concat(Stack("b", 9, first: 100)).Concat(Localizers("a")).ToArray();
        var expected = AssembledScan.From(images);
        Assert.Equal(Enumerable.Range(0, 20), expected.Chosen!.Slices.Select(slice => slice.Instance));

        for (var seed = 0; seed < 20; seed++)
        {
            new Random(seed).Shuffle(images);
            var scan = AssembledScan.From(images);
            Assert.Equal(expected.Chosen.Slices, scan.Chosen!.Slices);
            Assert.Equal(expected.Warnings, scan.Warnings);
            Assert.Equal(expected.Stacks.Select(stack => stack.Reason), scan.Stacks.Select(stack => stack.Reason));
        }
    }

    [Fact]
    public void From_NumbersAgainstPositions_FollowsPositions()
    {
        var images = Stack("a", 5).Select(image => image with { Number = 100 - image.Instance, Instance = 4 - image.Instance }).ToArray();

        Assert.Equal([4, 3, 2, 1, 0], AssembledScan.From(images).Chosen!.Slices.Select(slice => slice.Instance));
    }

    [Fact]
    public void From_MirroredNormal_StillStartsAtTheFeet()
    {
        var mirrored = new ImageOrientation(new(-1, 0, 0), new(0, 1, 0));

        var scan = AssembledScan.From(Stack("a", 5).Select(image => image with { Orientation = mirrored }));

        Assert.Equal(Enumerable.Range(0, 5), scan.Chosen!.Slices.Select(slice => slice.Instance));
    }

    [Fact]
    public void From_LocalizersInTheSameSeries_AreLeftOutAndTold()
    {
        var scan = AssembledScan.From([.. Localizers("a"), .. Stack("a", 6)]);

        Assert.Equal(6, scan.Chosen!.Slices.Count);
        Assert.Equal(SeriesReasons.Localizer, Assert.Single(scan.Stacks, stack => !stack.IsChosen).Reason);
        Assert.Equal(SeriesWarningCodes.Localizers, Assert.Single(scan.Warnings).Code);
    }

    [Fact]
    public void From_SeveralSeries_NamesForEachOtherWhyItWasNotTaken()
    {
        var chosen = Stack("chosen", 30, distance: 2);
        var scan = AssembledScan.From(
        [
            .. Stack("short", 20, first: 100, distance: 2),
            .. Stack("sharp", 60, first: 200, distance: 1).Select(image => image with { IsSharp = true }),
            .. Stack("thick", 12, first: 300, distance: 5),
            .. Stack("derived", 90, first: 400, distance: 1).Select(image => image with { IsDerived = true }),
            .. Stack("coronal", 50, first: 500).Select(image => image with { Orientation = Coronal }),
            .. Stack("nowhere", 50, first: 600).Select(image => image with { Position = null }),
            .. chosen,
        ]);

        Assert.Equal("chosen", scan.Chosen!.Slices[0].Series);
        var reasons = scan.Stacks.Where(stack => !stack.IsChosen).ToDictionary(stack => stack.Stack.Slices[0].Series, stack => stack.Reason);
        Assert.Equal(SeriesReasons.LessCoverage, reasons["short"]);
        Assert.Equal(SeriesReasons.SharpKernel, reasons["sharp"]);
        Assert.Equal(SeriesReasons.FewerSlices, reasons["thick"]);
        Assert.Equal(SeriesReasons.Derived, reasons["derived"]);
        Assert.Equal(SeriesReasons.NotAxial, reasons["coronal"]);
        Assert.Equal(SeriesReasons.NoGeometry, reasons["nowhere"]);
        Assert.Equal(6, scan.Warnings.Count(warning => warning.Code == SeriesWarningCodes.OtherSeries));
    }

    [Fact]
    public void From_NothingAxial_ChoosesNone()
    {
        var scan = AssembledScan.From([.. Localizers("a"), .. Stack("b", 5).Select(image => image with { Orientation = Coronal })]);

        Assert.Null(scan.Chosen);
        Assert.Equal([SeriesReasons.NotAxial, SeriesReasons.Localizer], scan.Stacks.Select(stack => stack.Reason));
    }

    [Fact]
    public void From_MissingSlice_IsAGap()
    {
        var scan = AssembledScan.From(Stack("a", 10).Where(image => image.Instance != 4));

        var warning = Assert.Single(scan.Warnings);
        Assert.Equal(SeriesWarningCodes.Gaps, warning.Code);
        Assert.Contains("one place", warning.Message.Replace("1 place", "one place", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("4.0 mm", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void From_ThinAboveThick_IsMixedSpacingAndNoGap()
    {
        var thick = Stack("a", 6, distance: 5);
        var thin = Stack("a", 6, first: 6, distance: 1).Select(image => image with { Position = new(0, 0, 25 + (image.Instance - 5)) });

        var scan = AssembledScan.From([.. thick, .. thin]);

        Assert.Equal(SeriesWarningCodes.MixedSpacing, Assert.Single(scan.Warnings).Code);
        Assert.Equal(12, scan.Chosen!.Slices.Count);
    }

    [Fact]
    public void From_SamePosition_TellsDuplicatesFromOtherPixels()
    {
        var images = Stack("a", 8);
        var again = images[3] with { Instance = 50 };
        var other = images[5] with { Instance = 60, Number = 60, PixelDigest = "FF" };

        var scan = AssembledScan.From([other, again, .. images]);

        Assert.Equal(Enumerable.Range(0, 8), scan.Chosen!.Slices.Select(slice => slice.Instance));
        Assert.Equal([SeriesWarningCodes.Duplicates, SeriesWarningCodes.SamePosition], scan.Warnings.Select(warning => warning.Code));
    }

    [Fact]
    public void From_TiltedGantry_IsToldInDegrees()
    {
        var angle = double.DegreesToRadians(12);
        var tilted = new ImageOrientation(new(1, 0, 0), new(0, Math.Cos(angle), Math.Sin(angle)));

        var scan = AssembledScan.From(Stack("a", 10).Select(image => image with { Orientation = tilted }));

        var warning = Assert.Single(scan.Warnings);
        Assert.Equal(SeriesWarningCodes.Tilt, warning.Code);
        Assert.Contains("12 degrees", warning.Message, StringComparison.Ordinal);
        Assert.All(scan.Chosen!.Distances, distance => Assert.Equal(2 * Math.Cos(angle), distance, 9));
    }

    [Fact]
    public void From_NoPositions_FollowsInstanceNumbersAndSaysSo()
    {
        var scan = AssembledScan.From(Stack("a", 5).Select(image => image with { Position = null, Number = 9 - image.Instance }));

        Assert.Equal([4, 3, 2, 1, 0], scan.Chosen!.Slices.Select(slice => slice.Instance));
        Assert.Equal(SeriesWarningCodes.GeometryUnknown, Assert.Single(scan.Warnings).Code);
    }

    [Fact]
    public void Read_File_KeepsWhatTheHeaderSays()
    {
        var header = Assert.Single(SliceHeaders.Read(new DicomFile(SyntheticCt.Dataset(rows: 64, columns: 80)), instance: 7));

        Assert.Equal((7, 0, 64, 80, 17), (header.Instance, header.Frame, header.Rows, header.Columns, header.Number));
        Assert.Equal("1.2.826.0.1.3680043.8.498.3", header.Series);
        Assert.Equal(new PatientVector(-160, -160, 42.5), header.Position);
        Assert.Equal(64, header.PixelDigest.Length);
        Assert.False(header.IsLocalizer || header.IsDerived || header.IsSharp);
    }

    private static SliceHeader[] Stack(string series, int count, int first = 0, double distance = 2) =>
    [
        .. Enumerable.Range(0, count).Select(i => new SliceHeader
        {
            Instance = first + i,
            Frame = 0,
            Series = series,
            Number = i + 1,
            Rows = 512,
            Columns = 512,
            Spacing = new PixelSpacing(0.7, 0.7),
            Position = new PatientVector(0, 0, i * distance),
            Orientation = Axial,
            IsLocalizer = false,
            IsDerived = false,
            IsSharp = false,
            PixelDigest = $"{series}{i:000}",
        }),
    ];

    private static SliceHeader[] Localizers(string series) =>
        [.. Stack(series, 2, first: 900).Select(image => image with { IsLocalizer = true, Orientation = Coronal, PixelDigest = $"L{image.Instance}" })];
}
