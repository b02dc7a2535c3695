using System.Text;
using CovidGrpc.Dicom.Identity;
using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests.Identity;

public sealed class DeidentifierTests
{
    private const string Mark = SyntheticCt.PatientMark;
    private const string Root = "1.2.826.0.1.";

    private static readonly Deidentifier Deidentifier = new(new KeyedUids("a key of the tests"u8));

    [Fact]
    public void Deidentify_EveryAttributeOfTheProfile_LosesItsValueAtEveryDepth()
    {
        var planted = Planted(depth: 3);
        Assert.True(Contains(new DicomFile(planted).ToArray(), Mark));

        var written = new DicomFile(Deidentifier.Deidentify(planted)).ToArray();

        AssertClean(written);
        // Depth was kept: the innermost sequence is still there to be clean.
        var inner = DicomFile.Read(written).Dataset;
        for (var depth = 0; depth < 3; depth++)
            inner = Assert.Single(inner.GetItems(DicomTag.ReferencedSeriesSequence));
        Assert.InRange(inner.Count, 200, 700);
    }

    [Fact]
    public void Deidentify_EachAttributeOfTheProfile_DoesWhatItsCodeSays()
    {
        Assert.Equal(616, ProfileTable.Rows.Count);
        var cleaned = Deidentifier.Deidentify(Planted(depth: 0));
        foreach (var row in ProfileTable.Rows)
        {
            var element = cleaned.Find(row.Tag);
            var isAsItMust = row.Code.Split('/')[^1] switch
            {
                "X" => element is null,
                "Z" when row.Tag == DicomTag.ReferencedStudySequence => element is null,
                "Z" => element is { Value.IsEmpty: true, Items: null or [] },
                "D" => row.Vr == DicomVr.SQ ? element is { Items.Count: 1 } : element is { Value.IsEmpty: false },
                "U" => element?.Vr == DicomVr.UI && cleaned.GetStrings(row.Tag).All(uid => uid.StartsWith("2.25.", StringComparison.Ordinal)),
                "U*" => element is { Items.Count: 1 },
                _ => false,
            };
            Assert.True(isAsItMust, $"{row.Keyword} ({row.Code})");
        }
    }

    [Fact]
    public void Deidentify_BeyondTheTable_RemovesPrivateCurvesOverlaysAndUnknown()
    {
        DicomTag[] removed =
        [
            new(0x0009, 0x0010), new(0x0009, 0x1001), new(0x7FE1, 0x1010), new(0x5000, 0x3000), new(0x501E, 0x0022), new(0x6000, 0x0022),
            new(0x6000, 0x1500), new(0x6000, 0x3000), new(0x6000, 0x4000), new(0x60FE, 0x3000), new(0x0018, 0x9999),
        ];
        var dataset = SyntheticCt.Dataset();
        foreach (var tag in removed)
            dataset.SetBytes(tag, tag.Group == 0x0018 ? DicomVr.UN : DicomVr.LO, Encoding.ASCII.GetBytes(Mark));
        dataset.SetSequence(new DicomTag(0x0029, 0x1140), new DicomDataset().SetString(DicomTag.PatientName, Mark));

        var cleaned = Deidentifier.Deidentify(dataset);

        Assert.All(removed, tag => Assert.False(cleaned.Contains(tag), tag.ToString()));
        Assert.False(cleaned.Contains(new DicomTag(0x0029, 0x1140)));
    }

    [Fact]
    public void Deidentify_Identifiers_StayConsistentAcrossReferencesAndFiles()
    {
        var one = SyntheticCt.Dataset().SetSequence(DicomTag.ReferencedImageSequence, Reference("1.2.826.0.1.3680043.8.498.9"));
        var other = SyntheticCt.Dataset().SetString(DicomTag.SopInstanceUid, "1.2.826.0.1.3680043.8.498.9");

        var (cleanedOne, cleanedOther) = (Deidentifier.Deidentify(one), Deidentifier.Deidentify(other));

        Assert.Equal(cleanedOther.GetString(DicomTag.SopInstanceUid),
            cleanedOne.GetItems(DicomTag.ReferencedImageSequence)[0].GetString(DicomTag.ReferencedSopInstanceUid));
        Assert.Equal(cleanedOther.GetString(DicomTag.SeriesInstanceUid), cleanedOne.GetString(DicomTag.SeriesInstanceUid));
        Assert.NotEqual(cleanedOther.GetString(DicomTag.SopInstanceUid), cleanedOne.GetString(DicomTag.SopInstanceUid));
        Assert.Equal(DicomUids.CtImageStorage, cleanedOne.GetString(DicomTag.SopClassUid));
        Assert.Equal(DicomUids.CtImageStorage, cleanedOne.GetItems(DicomTag.ReferencedImageSequence)[0].GetString(DicomTag.ReferencedSopClassUid));
        var underOtherKey = new Deidentifier(new KeyedUids("another key, as long"u8)).Deidentify(other);
        Assert.NotEqual(underOtherKey.GetString(DicomTag.SopInstanceUid), cleanedOther.GetString(DicomTag.SopInstanceUid));
    }

    [Fact]
    public void Deidentify_TwoPatients_StayApart()
    {
        var one = Deidentifier.Deidentify(SyntheticCt.Dataset()).GetString(DicomTag.PatientId);
        Assert.Equal(one, Deidentifier.Deidentify(SyntheticCt.Dataset()).GetString(DicomTag.PatientId));
        Assert.NotEqual(one, Deidentifier.Deidentify(SyntheticCt.Dataset().SetString(DicomTag.PatientId, "other")).GetString(DicomTag.PatientId));
    }

    [Fact]
    public void Deidentify_CtImage_StaysAValidImageWithItsPixelsAndSaysSo()
    {
        // The profile keeps the manufacturer.
        var source = new DicomFile(SyntheticCt.Dataset().SetString(DicomTag.Manufacturer, "maker"));
        var file = Deidentifier.Deidentify(source);

        var (exitCode, output) = Tool.Run(file, "dciodvfy", "-new");
        Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
        AssertClean(file.ToArray());
        Assert.Equal(CtImage.Read(source).Frame.Bytes.ToArray(), CtImage.Read(file).Frame.Bytes.ToArray());
        Assert.Equal(CtImage.Read(source).Position, CtImage.Read(file).Position);
        Assert.Equal("YES", file.Dataset.GetString(DicomTag.PatientIdentityRemoved));
        Assert.Equal("REMOVED", file.Dataset.GetString(DicomTag.LongitudinalTemporalInformationModified));
        Assert.Equal("113100", file.Dataset.GetItems(DicomTag.DeidentificationMethodCodeSequence)[0].GetString(DicomTag.CodeValue));
    }

    [Fact]
    public void Deidentify_RealFiles_LoseWhatThePatientsAreCalled()
    {
        foreach (var path in Directory.GetFiles(SharedFolder.Require("data/series"), "*.dcm", SearchOption.AllDirectories).Where((_, index) => index % 40 == 0))
        {
            var source = DicomFile.Read(File.ReadAllBytes(path));
            var written = Deidentifier.Deidentify(source).ToArray();
            foreach (var tag in new[] { DicomTag.PatientId, DicomTag.StudyDate, DicomTag.StudyInstanceUid, DicomTag.SopInstanceUid, DicomTag.StudyDescription })
                Assert.False(Contains(written, source.Dataset.GetString(tag)!), tag.ToString());
            Assert.All(DicomFile.Read(written).Dataset, element => Assert.False(element.Tag.IsPrivate));
        }
    }

    [Fact]
    public void ImageOnly_KeepsNothingThatTheProfileWouldNot()
    {
        var uids = new KeyedUids("a key of the tests"u8);
        var reduced = ImageOnly.From(new DicomFile(Planted(depth: 1)), uids).Dataset;
        AssertClean(new DicomFile(reduced).ToArray());
        foreach (var row in ProfileTable.Rows)
        {
            var isKept = reduced.Find(row.Tag) is { Value.IsEmpty: false };
            Assert.True(!isKept || row.Code == "U", row.Keyword);
        }

        Assert.Equal(uids.Replace("1.2.826.0.1.3680043.8.498.1"), reduced.GetString(DicomTag.SopInstanceUid));
    }

    [Fact]
    public void Key_TooShort_IsRefused() => Assert.Throws<ArgumentException>(() => new KeyedUids(new byte[KeyedUids.MinKeyBytes - 1]));

    // A CT image with every attribute of the table, private ones, curves and overlays, each with a mark in it; and all of it again in a sequence.
    private static DicomDataset Planted(int depth)
    {
        var dataset = SyntheticCt.Dataset().SetString(DicomTag.Manufacturer, "maker");
        foreach (var row in ProfileTable.Rows.Where(row => !dataset.Contains(row.Tag)))
            dataset.Set(Plant(row));
        foreach (var group in new ushort[] { 0x5000, 0x5002, 0x501E, 0x6000, 0x6002, 0x601E })
        {
            foreach (var element in new ushort[] { 0x0022, 0x1500, 0x3000, 0x4000 })
                dataset.SetBytes(new DicomTag(group, element), DicomVr.OB, Encoding.ASCII.GetBytes(Mark + "overlay"));
        }

        dataset.SetSequence(new DicomTag(0x0029, 0x1140), new DicomDataset().SetString(DicomTag.PatientName, Mark));
        return depth == 0 ? dataset : dataset.SetSequence(DicomTag.ReferencedSeriesSequence, Planted(depth - 1));
    }

    private static DicomElement Plant(ProfileRow row) => row.Vr switch
    {
        DicomVr.SQ => new DicomElement(row.Tag,
        [
            new DicomDataset()
                .SetString(DicomTag.PatientName, Mark)
                .SetString(DicomTag.ReferencedSopInstanceUid, Root + "77")
                .SetString(DicomTag.StudyDate, "20200229")
                .SetBytes(new DicomTag(0x0009, 0x1001), DicomVr.LO, Encoding.ASCII.GetBytes(Mark))
                .SetSequence(DicomTag.ReferencedStudySequence, Reference(Root + "78")),
        ]),
        DicomVr.UI => new DicomElement(row.Tag, DicomVr.UI, Encoding.ASCII.GetBytes($"{Root}{row.Tag.Group}.{row.Tag.Element}\\{Root}79")),
        DicomVr.DA or DicomVr.DT => new DicomElement(row.Tag, row.Vr, "20200229"u8.ToArray()),
        _ => new DicomElement(row.Tag, row.Vr, Encoding.ASCII.GetBytes(Mark + row.Keyword)),
    };

    private static DicomDataset Reference(string uid) => new DicomDataset()
        .SetString(DicomTag.ReferencedSopClassUid, DicomUids.CtImageStorage)
        .SetString(DicomTag.ReferencedSopInstanceUid, uid);

    private static void AssertClean(byte[] written)
    {
        foreach (var mark in new[] { Mark, Root, "20200229", "19600101", "101112" })
            Assert.False(Contains(written, mark), mark);
    }

    private static bool Contains(byte[] bytes, string mark) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(mark)) >= 0;
}
