using CovidGrpc.Testing;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Tests.Phantoms;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Tests.Data;

public sealed class MaskedFolderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Load_MedSegLayout_SwapsImageAndMaskAlike()
    {
        using var folder = new TemporaryFolder();
        Pictures.WriteImage(Path.Combine(folder.Path, "img", "7.png"));
        Pictures.Write(Path.Combine(folder.Path, "mask", "7.png"), (row, column) => row < 10 && column < 30 ? 2 : 0);

        var source = new MaskedFolder(MaskedFolderOptions.MedSeg(folder.Path));
        var slice = source.Load(Assert.Single(source.Entries), Cancellation);

        Assert.Equal(("medseg", "7", "7", Pictures.Columns, Pictures.Rows), (slice.Source, slice.Patient, slice.Id, slice.Rows, slice.Columns));
        Assert.False(source.ArePatientsKnown);
        Assert.Null(slice.Class);
        Assert.Equal(Pictures.Values((row, column) => (column + 2 * row) % 256, Pictures.Columns, Pictures.Rows), slice.Pixels.ToArray());
        var lesion = Assert.Single(slice.Instances());
        Assert.Equal([Tissue.Consolidation], lesion.Possible);
        Assert.Equal(new Box(0, 0, 10, 30), lesion.Box);
    }

    [Fact]
    public void Load_Zenodo20Layout_InfectionBeatsLung()
    {
        using var folder = new TemporaryFolder();
        WriteZenodo20(folder.Path, "0160", lungs: (_, column) => column < 40 ? 255 : 0, infection: (row, _) => row < 10 ? 255 : 0);

        var source = new MaskedFolder(MaskedFolderOptions.Zenodo20(folder.Path));
        var slice = source.Load(Assert.Single(source.Entries), Cancellation);

        Assert.True(source.ArePatientsKnown);
        Assert.Null(slice.Class);
        Assert.Equal(Pictures.Values((row, column) => row < 10 ? 2 : column < 40 ? 1 : 0), slice.LabelMap!.Value.ToArray());
        Assert.Equal([[Tissue.Lung], [Tissue.GroundGlassOpacity, Tissue.Consolidation]], slice.Instances().Select(instance => instance.Possible));
    }

    [Fact]
    public void Entries_BlocksOfSlices_AreVolumes()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in (string[])["0000", "0158", "0159", "0695", "0696", "0788"])
            WriteZenodo20(folder.Path, name, (_, _) => 0, (_, _) => 0);

        var source = new MaskedFolder(MaskedFolderOptions.Zenodo20(folder.Path));

        Assert.Equal(
            ["volume 1", "volume 1", "volume 2", "volume 6", "volume 7", "volume 7"], source.Entries.Select(entry => entry.Patient));
    }

    [Fact]
    public void Constructor_NameWithoutNumber_IsRefused()
    {
        using var folder = new TemporaryFolder();
        WriteZenodo20(folder.Path, "scan", (_, _) => 0, (_, _) => 0);

        var refusal = Assert.Throws<DataSetException>(() => new MaskedFolder(MaskedFolderOptions.Zenodo20(folder.Path)));

        Assert.Contains("The name scan", refusal.Message);
    }

    [Fact]
    public void Constructor_MissingMask_IsRefusedWithItsName()
    {
        using var folder = new TemporaryFolder();
        Pictures.WriteImage(Path.Combine(folder.Path, "img", "1.png"));
        Pictures.WriteImage(Path.Combine(folder.Path, "img", "2.png"));
        Pictures.Write(Path.Combine(folder.Path, "mask", "1.png"), (_, _) => 0);

        var refusal = Assert.Throws<DataSetException>(() => new MaskedFolder(MaskedFolderOptions.MedSeg(folder.Path)));

        Assert.Contains("2.png has no mask", refusal.Message);
    }

    [Fact]
    public void Load_UnknownMaskValue_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        Pictures.WriteImage(Path.Combine(folder.Path, "img", "1.png"));
        Pictures.Write(Path.Combine(folder.Path, "mask", "1.png"), (row, _) => row == 0 ? 3 : 0);
        var source = new MaskedFolder(MaskedFolderOptions.MedSeg(folder.Path));

        var refusal = Assert.Throws<DataSetException>(() => source.Load(source.Entries[0], Cancellation));

        Assert.Contains("holds the value 3, and only 0, 1, 2 are known", refusal.Message);
    }

    [Fact]
    public void Load_MaskOfAnotherSize_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Pictures.WriteImage(Path.Combine(folder.Path, "img", "1.png"));
        Pictures.Write(Path.Combine(folder.Path, "mask", "1.png"), (_, _) => 0, rows: 70);
        var source = new MaskedFolder(MaskedFolderOptions.MedSeg(folder.Path));

        Assert.Contains("80 × 70", Assert.Throws<DataSetException>(() => source.Load(source.Entries[0], Cancellation)).Message);
    }

    [Fact]
    public void Load_MaskAsJpeg_IsRefused()
    {
        using var folder = new TemporaryFolder();
        Pictures.WriteImage(Path.Combine(folder.Path, "img", "1.png"));
        Directory.CreateDirectory(Path.Combine(folder.Path, "mask"));
        Pictures.WriteJpeg(Path.Combine(folder.Path, "mask", "1.jpg"), (_, _) => 0);
        var source = new MaskedFolder(MaskedFolderOptions.MedSeg(folder.Path));

        Assert.Contains("JPEG changes its values", Assert.Throws<DataSetException>(() => source.Load(source.Entries[0], Cancellation)).Message);
    }

    [Fact]
    public void Load_AllOfMedSeg_HoldsLesionsAndNoClass()
    {
        var source = new MaskedFolder(MaskedFolderOptions.MedSeg(SharedFolder.Require("data/medseg")));

        var slices = source.Entries.Select(entry => source.Load(entry, Cancellation)).ToArray();

        Assert.Equal(50, slices.Length);
        Assert.All(slices, slice => Assert.Null(slice.Class));
        Assert.Contains(slices.SelectMany(slice => slice.Instances()), instance => instance.Possible is [Tissue.GroundGlassOpacity]);
        Assert.Contains(slices.SelectMany(slice => slice.Instances()), instance => instance.Possible is [Tissue.Consolidation]);
    }

    [Fact]
    public void Load_AllOfZenodo20_HoldsInfectionInSevenVolumes()
    {
        var source = new MaskedFolder(MaskedFolderOptions.Zenodo20(SharedFolder.Require("data/zenodo20")));

        Assert.Equal(263, source.Entries.Count);
        Assert.Equal(7, source.Entries.DistinctBy(entry => entry.Patient).Count());
        Assert.All(source.Entries, entry => Assert.Contains((byte)2, source.Load(entry, Cancellation).LabelMap!.Value.ToArray()));
    }

    private static void WriteZenodo20(string folder, string name, Func<int, int, int> lungs, Func<int, int, int> infection)
    {
        Pictures.WriteImage(Path.Combine(folder, "ct", name + ".png"));
        Pictures.Write(Path.Combine(folder, "lungs", name + ".png"), lungs);
        Pictures.Write(Path.Combine(folder, "infection", name + ".png"), infection);
    }
}
