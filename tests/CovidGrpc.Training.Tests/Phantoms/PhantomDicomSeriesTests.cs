using System.ComponentModel;
using System.Diagnostics;
using CovidGrpc.Dicom;
using CovidGrpc.Imaging;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Training.Tests.Phantoms;

public sealed class PhantomDicomSeriesTests
{
    private const int SliceCount = 5;

    [Fact]
    public void CreateFiles_Series_ReadsBackWithPixelsAndGeometry()
    {
        var phantom = SmallPhantom.Create(4, PhantomClass.CommonPneumonia);
        var slices = phantom.RenderSlices(SliceCount, TestContext.Current.CancellationToken);

        var images = Files(phantom).Select(file => CtImage.Read(file));

        Assert.All(slices.Zip(images), pair =>
        {
            var (slice, image) = pair;
            var hounsfield = new float[slice.Rows * slice.Columns];
            image.CopyHounsfield(hounsfield);
            Assert.Equal(slice.HounsfieldUnits.Select(hu => (float)hu), hounsfield);
            Assert.Equal(new PixelSpacing(slice.PixelSpacingMm, slice.PixelSpacingMm), image.Spacing);
            Assert.Equal(new PatientVector(slice.FirstPixelX, slice.FirstPixelY, slice.Z), image.Position);
            Assert.Equal(new ImageOrientation(new PatientVector(1, 0, 0), new PatientVector(0, 1, 0)), image.Orientation);
            Assert.Equal((1, -1024, "HU", 2.0), (image.RescaleSlope, image.RescaleIntercept, image.RescaleType, image.SliceThickness));
            Assert.Equal(phantom.KernelName, image.ConvolutionKernel);
        });
    }

    [Fact]
    public void CreateFiles_Series_PositionsRiseAlongNormal()
    {
        var heights = Files(SmallPhantom.Create(4, PhantomClass.Control))
            .Select(file => CtImage.Read(file))
            .Select(image => image.Orientation!.Value.Normal.Dot(image.Position!.Value))
            .ToArray();

        Assert.Equal(SliceCount, heights.Distinct().Count());
        Assert.Equal(heights.Order(), heights);
    }

    [Fact]
    public void CreateFiles_Series_OneStudyAndDistinctInstances()
    {
        var files = Files(SmallPhantom.Create(4, PhantomClass.Covid19));

        Assert.Single(Values(DicomTag.StudyInstanceUid).Distinct());
        Assert.Single(Values(DicomTag.SeriesInstanceUid).Distinct());
        Assert.Single(Values(DicomTag.FrameOfReferenceUid).Distinct());
        Assert.Equal(SliceCount, Values(DicomTag.SopInstanceUid).Distinct().Count());
        Assert.Equal(["1", "2", "3", "4", "5"], Values(DicomTag.InstanceNumber));
        Assert.All(Values(DicomTag.PatientName), name => Assert.Equal("PHANTOM^COVID-19", name));
        Assert.All(Values(DicomTag.PatientId), id => Assert.Equal("PHANTOM-4", id));
        Assert.All(Values(DicomTag.StudyDescription), description => Assert.Contains("Synthetic", description, StringComparison.Ordinal));

        IEnumerable<string?> Values(DicomTag tag) => files.Select(file => file.Dataset.GetString(tag));
    }

    [Fact]
    public void CreateFiles_SameOptionsTwice_SameBytes()
    {
        var first = Files(SmallPhantom.Create(int.MinValue, PhantomClass.Covid19)).Select(file => file.ToArray());
        var second = Files(SmallPhantom.Create(int.MinValue, PhantomClass.Covid19)).Select(file => file.ToArray());

        Assert.Equal(first, second);
    }

    [Fact]
    public void CreateFiles_OtherClassOrCount_OtherIdentifiers()
    {
        string[] series =
        [
            SeriesUid(new PhantomDicomSeries(SmallPhantom.Create(1, PhantomClass.Control), 2)),
            SeriesUid(new PhantomDicomSeries(SmallPhantom.Create(1, PhantomClass.Covid19), 2)),
            SeriesUid(new PhantomDicomSeries(SmallPhantom.Create(2, PhantomClass.Control), 2)),
            SeriesUid(new PhantomDicomSeries(SmallPhantom.Create(1, PhantomClass.Control), 3)),
        ];

        Assert.Equal(series.Length, series.Distinct().Count());

        static string SeriesUid(PhantomDicomSeries series) =>
            series.CreateFiles(TestContext.Current.CancellationToken).First().Dataset.GetString(DicomTag.SeriesInstanceUid)!;
    }

    [Fact]
    public void Write_WithMasks_FilesThatTheReaderTakes()
    {
        using var folder = new TemporaryFolder();
        var phantom = SmallPhantom.Create(4, PhantomClass.Covid19);

        new PhantomDicomSeries(phantom, 2).Write(folder.Path, withMasks: true, TestContext.Current.CancellationToken);

        Assert.Equal(["slice-0001.dcm", "slice-0002.dcm"], folder.FileNames());
        Assert.Equal(["slice-0001.png", "slice-0002.png"], folder.FileNames("masks"));
        var image = SourceImage.Read(
            File.ReadAllBytes(Path.Combine(folder.Path, "slice-0001.dcm")), new SliceReaderOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(phantom.RenderSlice(0).HounsfieldUnits.Select(hu => Window.Lung.ToGrey(hu)), image.Pixels.ToArray());
    }

    [Fact]
    public void Write_CancelledBefore_NoSlice()
    {
        using var folder = new TemporaryFolder();
        var series = new PhantomDicomSeries(SmallPhantom.Create(4, PhantomClass.Control), 2);

        Assert.Throws<OperationCanceledException>(() => series.Write(folder.Path, withMasks: false, new CancellationToken(canceled: true)));
        Assert.Empty(folder.FileNames());
    }

    [Fact]
    public async Task Write_Series_ValidatorFindsNoError()
    {
        using var folder = new TemporaryFolder();
        new PhantomDicomSeries(SmallPhantom.Create(4, PhantomClass.CommonPneumonia), 1).Write(
            folder.Path, withMasks: false, TestContext.Current.CancellationToken);

        string report = await Dciodvfy(Path.Combine(folder.Path, "slice-0001.dcm"), TestContext.Current.CancellationToken);

        Assert.Contains("CTImage", report, StringComparison.Ordinal);
        Assert.DoesNotContain("Error", report, StringComparison.Ordinal);
    }

    private static DicomFile[] Files(ChestPhantom phantom) =>
        [.. new PhantomDicomSeries(phantom, SliceCount).CreateFiles(TestContext.Current.CancellationToken)];

    private static async Task<string> Dciodvfy(string path, CancellationToken cancellationToken)
    {
        Process? process = null;
        try
        {
            process = Process.Start(new ProcessStartInfo("dciodvfy", [path]) { RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            Assert.Skip("needs dciodvfy (package dicom3tools)");
        }
        using (process)
        {
            string report = await process!.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return report;
        }
    }
}
