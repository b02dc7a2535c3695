using CovidGrpc.Testing;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Phantoms;
using CovidGrpc.Training.Tests.Phantoms;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class DicomSeriesFolderTests
{
    private const string Header = "patient,file,patient_class,slice_index_from_top,slice_location_mm,slice_shows_infection";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Entries_FilesNamedAgainstTheAnatomy_RunFromTheFeetToTheHead()
    {
        using var folder = new TemporaryFolder();
        WriteSeries(folder, "A");
        Manifest(folder, "A,top.dcm,covid19,0,0,0", "A,low.dcm,covid19,2,0,1", "A,mid.dcm,covid19,1,0,1");

        var source = new DicomSeriesFolder(folder.Path, new(), Cancellation);

        Assert.Equal(["A/low", "A/mid", "A/top"], source.Entries.Select(entry => entry.Id));
        var slice = source.Load(source.Entries[1], Cancellation);
        Assert.Equal((DiagnosticClass.Covid19, "A", "series", 64, 64), (slice.Class, slice.Patient, slice.Source, slice.Rows, slice.Columns));
    }

    [Fact]
    public void Entries_OnlyInfected_KeepAllOfControls()
    {
        using var folder = new TemporaryFolder();
        WriteSeries(folder, "A");
        WriteSeries(folder, Path.Combine("control", "B"));
        Manifest(
            folder, "A,top.dcm,covid19,0,0,0", "A,low.dcm,covid19,2,0,1", "B,top.dcm,control,0,0,0", "B,low.dcm,control,2,0,0");

        var source = new DicomSeriesFolder(folder.Path, new() { OnlyInfected = true }, Cancellation);

        Assert.Equal(["A/low", "B/low", "B/top"], source.Entries.Select(entry => entry.Id));
    }

    [Theory]
    [InlineData("A,low.dcm,control,0,0,0", "several classes")]
    [InlineData("A,top.dcm,covid19,0,0,0", "top.dcm of A twice")]
    [InlineData("A,gone.dcm,covid19,0,0,0", "cannot be read")]
    [InlineData("A,low.dcm,covid19,0,0,yes", "should be 0 or 1")]
    [InlineData("A,../A/low.dcm,covid19,0,0,0", "file or folder alone")]
    [InlineData("A,notes.txt,covid19,0,0,0", "notes.txt: ")]
    public void Constructor_RowThatDoesNotFit_IsRefused(string row, string expected)
    {
        using var folder = new TemporaryFolder();
        WriteSeries(folder, "A");
        File.WriteAllText(Path.Combine(folder.Path, "A", "notes.txt"), "no image");
        Manifest(folder, "A,top.dcm,covid19,0,0,0", row);

        Assert.Contains(
            expected, Assert.Throws<DataSetException>(() => new DicomSeriesFolder(folder.Path, new(), Cancellation)).Message);
    }

    [Fact]
    public void Entries_OfTheThreePatients_FollowTheManifestsOrder()
    {
        var path = SharedFolder.Require("data/series");

        var source = new DicomSeriesFolder(path, new(), Cancellation);
        var infected = new DicomSeriesFolder(path, new() { OnlyInfected = true }, Cancellation);

        // The manifest counts from the top.
        var expected = File.ReadLines(Path.Combine(path, "manifest.csv")).Skip(1).Select(line => line.Split(','))
            .OrderBy(row => row[0], StringComparer.Ordinal).ThenByDescending(row => int.Parse(row[3]))
            .Select(row => $"{row[0]}/{Path.GetFileNameWithoutExtension(row[1])}");
        Assert.Equal(expected, source.Entries.Select(entry => entry.Id));
        Assert.Equal(
            [("P001", 80), ("cap001", 15), ("normal001", 77)], infected.Entries.CountBy(entry => entry.Patient).Select(count => (count.Key, count.Value)));
    }

    private static void WriteSeries(TemporaryFolder folder, string name)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder.Path, name)).FullName;
        var series = new PhantomDicomSeries(ChestPhantom.Create(new(1, PhantomClass.Covid19, 64, 64)), 3);
        foreach (var (file, stem) in series.CreateFiles(Cancellation).Zip((string[])["low", "mid", "top"]))
            File.WriteAllBytes(Path.Combine(home, stem + ".dcm"), file.ToArray());
    }

    private static void Manifest(TemporaryFolder folder, params string[] rows) =>
        File.WriteAllLines(Path.Combine(folder.Path, "manifest.csv"), [Header, .. rows]);
}
