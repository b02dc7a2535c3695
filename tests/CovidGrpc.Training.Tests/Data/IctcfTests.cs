using CovidGrpc.Training.Data;
using CovidGrpc.Training.Tests.Phantoms;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class IctcfTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Entries_LabelledSlices_LeaveOutWhatTellsNothing()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["NiCT/NiCT1", "nCT/nCT2", "pCT/pCT1155", "pCT/pCT27"])
            WriteSlice(Path.Combine(folder.Path, name + ".jpg"));

        var source = new IctcfSlices(folder.Path);

        Assert.False(source.ArePatientsKnown);
        Assert.Equal(
            [("nCT2", DiagnosticClass.Control), ("pCT1155", DiagnosticClass.Covid19), ("pCT27", DiagnosticClass.Covid19)],
            source.Entries.Select(entry => (entry.Patient, entry.Class!.Value)));
        Assert.Equal(DiagnosticClass.Control, source.Load(source.Entries[0], Cancellation).Class);
    }

    [Fact]
    public void Entries_Scans_TakeTheSlicesOfTheTable()
    {
        using var folder = Scans();

        var source = new IctcfPatients(folder.Path, Table(folder, "Patient 10,0:1/3,COVID-19", "Patient 2,,Normal"));

        Assert.True(source.ArePatientsKnown);
        Assert.Equal(
            ["Patient 10/IMG-0", "Patient 10/IMG-1", "Patient 10/IMG-3", "Patient 2/IMG-0", "Patient 2/IMG-1", "Patient 2/IMG-2", "Patient 2/IMG-3"],
            source.Entries.Select(entry => entry.Id));
        Assert.Equal(["Patient 10", "Patient 2"], source.Entries.Select(entry => entry.Patient).Distinct());
        var slice = source.Load(source.Entries[0], Cancellation);
        Assert.Equal((DiagnosticClass.Covid19, "Patient 10"), (slice.Class, slice.Patient));
    }

    [Theory]
    [InlineData("Patient 10,4,COVID-19", "has 4, counted from 0")]
    [InlineData("Patient 10,2:1,COVID-19", "2:1 is no slice")]
    [InlineData("Patient 10,1:2:3,COVID-19", "1:2:3 is no slice")]
    [InlineData("Patient 10,,Suspected", "no class Suspected")]
    [InlineData("Patient 11,,Normal", "no folder")]
    [InlineData("../Patient 10,,Normal", "file or folder alone")]
    [InlineData("Patient 10,,Normal,more", "line 2")]
    public void Constructor_RowThatDoesNotFit_IsRefused(string row, string expected)
    {
        using var folder = Scans();
        var table = Table(folder, row);

        Assert.Contains(expected, Assert.Throws<DataSetException>(() => new IctcfPatients(folder.Path, table)).Message);
    }

    [Fact]
    public void Constructor_PatientNamedTwice_IsRefused()
    {
        using var folder = Scans();
        var table = Table(folder, "Patient 2,,Normal", "Patient 2,,COVID-19");

        Assert.Contains("Patient 2 twice", Assert.Throws<DataSetException>(() => new IctcfPatients(folder.Path, table)).Message);
    }

    [Fact]
    public void Constructor_TableWithoutFinding_IsRefused()
    {
        using var folder = Scans();
        var table = Path.Combine(folder.Path, "table.csv");
        File.WriteAllLines(table, ["pid,class", "Patient 2,Normal"]);

        Assert.Contains("no column finding", Assert.Throws<DataSetException>(() => new IctcfPatients(folder.Path, table)).Message);
    }

    [Fact]
    public void Constructor_TableWithoutRows_IsRefused()
    {
        using var folder = Scans();
        var table = Table(folder);

        Assert.Contains("has no rows", Assert.Throws<DataSetException>(() => new IctcfPatients(folder.Path, table)).Message);
    }

    [Fact]
    public void Constructor_ScanWithoutSlices_IsRefused()
    {
        using var folder = Scans();
        Directory.CreateDirectory(Path.Combine(folder.Path, "Patient 3", "CT"));
        var table = Table(folder, "Patient 3,,Normal");

        Assert.Contains("holds no picture", Assert.Throws<DataSetException>(() => new IctcfPatients(folder.Path, table)).Message);
    }

    private static TemporaryFolder Scans()
    {
        var folder = new TemporaryFolder();
        foreach (var patient in (string[])["Patient 2", "Patient 10"])
        {
            for (var slice = 0; slice < 4; slice++)
                WriteSlice(Path.Combine(folder.Path, patient, "CT", $"IMG-{slice}.jpg"));
        }

        return folder;
    }

    private static void WriteSlice(string path) => Pictures.WriteJpeg(path, (row, column) => (2 * row + column) % 256);

    private static string Table(TemporaryFolder folder, params string[] rows)
    {
        var path = Path.Combine(folder.Path, "table.csv");
        File.WriteAllLines(path, ["pid,slice indices,finding", .. rows]);
        return path;
    }
}
