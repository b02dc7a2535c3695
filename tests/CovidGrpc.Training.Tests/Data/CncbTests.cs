using CovidGrpc.Training.Data;
using CovidGrpc.Training.Tests.Phantoms;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class CncbTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Load_Lesions_ReadsTheAuthorsMasks()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["9_121", "16_100", "16_20"])
        {
            Pictures.WriteJpeg(Path.Combine(folder.Path, "imgs", name + ".jpg"), (row, column) => (row + column) % 256);
            Pictures.Write(Path.Combine(folder.Path, "masks", name + ".png"), (row, _) => row / 16);
        }

        var source = new MaskedFolder(MaskedFolderOptions.CncbLesions(folder.Path));
        var slice = source.Load(source.Entries[0], Cancellation);

        Assert.Equal([("16_100", "16"), ("16_20", "16"), ("9_121", "9")], source.Entries.Select(entry => (entry.Id, entry.Patient)));
        Assert.Null(slice.Class);
        Assert.Equal(Enum.GetValues<Tissue>().Select(tissue => (Tissue[])[tissue]), slice.Instances().Select(instance => instance.Possible));
    }

    [Theory]
    [InlineData("16")]
    [InlineData("16_a")]
    [InlineData("16_20_3")]
    public void Constructor_LesionsOfUnknownPatient_AreRefused(string name)
    {
        using var folder = new TemporaryFolder();
        Pictures.WriteImage(Path.Combine(folder.Path, "imgs", name + ".png"));
        Pictures.Write(Path.Combine(folder.Path, "masks", name + ".png"), (_, _) => 0);

        Assert.Throws<DataSetException>(() => new MaskedFolder(MaskedFolderOptions.CncbLesions(folder.Path)));
    }

    [Fact]
    public void Entries_Classification_TakeClassAndPatientFromTheName()
    {
        using var folder = Classification("0_1728_1013_0023", "1_1067_3143_0018", "2_328_1805_0032", "NCP_96_1328_0001");

        var source = new CncbClassification(folder.Path);

        Assert.Equal(
            [
                ("1728", DiagnosticClass.Control),
                ("1067", DiagnosticClass.CommonPneumonia),
                ("328", DiagnosticClass.Covid19),
                ("96", DiagnosticClass.Covid19),
            ],
            source.Entries.Select(entry => (entry.Patient, entry.Class!.Value)));
        var slice = source.Load(source.Entries[2], Cancellation);
        Assert.Equal((DiagnosticClass.Covid19, "328", "cncb"), (slice.Class, slice.Patient, slice.Source));
        Assert.Null(slice.LabelMap);
        Assert.Equal(Pictures.Rows * Pictures.Columns, slice.Pixels.Length);
    }

    [Fact]
    public void Entries_ClassificationOfAList_AreThoseOnIt()
    {
        using var folder = Classification("0_1_1_0001", "0_1_1_0002", "2_3_4_0001");
        var list = List(folder, "2_3_4_0001.png 2 9 94 512 405", "0_1_1_0002.png");

        Assert.Equal(["0_1_1_0002", "2_3_4_0001"], new CncbClassification(folder.Path, list).Entries.Select(entry => entry.Id));
    }

    [Theory]
    [InlineData("0_1_1_0009.png", "no such picture")]
    [InlineData("0_1_1_0001.png 2", "its name says Control")]
    public void Constructor_ListThatDoesNotFit_IsRefused(string line, string expected)
    {
        using var folder = Classification("0_1_1_0001");
        var list = List(folder, line);

        Assert.Contains(expected, Assert.Throws<DataSetException>(() => new CncbClassification(folder.Path, list)).Message);
    }

    [Theory]
    [InlineData("3_1_1_0001")]
    [InlineData("0_1_0001")]
    [InlineData("HUST-Patient1-0060")]
    public void Constructor_NameOfAnotherKind_IsRefused(string name)
    {
        using var folder = Classification(name);

        Assert.Contains("CLASS_PATIENT_SCAN_SLICE", Assert.Throws<DataSetException>(() => new CncbClassification(folder.Path)).Message);
    }

    private static TemporaryFolder Classification(params string[] names)
    {
        var folder = new TemporaryFolder();
        foreach (var name in names)
            Pictures.WriteImage(Path.Combine(folder.Path, name + ".png"));
        return folder;
    }

    private static SliceList List(TemporaryFolder folder, params string[] lines)
    {
        var path = Path.Combine(folder.Path, "list.txt");
        File.WriteAllLines(path, lines);
        return SliceList.Read(path);
    }
}
