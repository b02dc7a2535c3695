using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

/// <summary>Every file of the corpus in ../shared against expected.json; what needs the decode worker is compared in its tests.</summary>
public sealed class CorpusTests
{
    // Starts in the middle of a damaged tag; dcmdump and gdcminfo refuse it too.
    private static readonly string[] JudgedUnreadable = ["odd/no_meta.dcm", "nonimage/fo_GH1339.dcm"];

    // 8-bit samples in big-endian OW: the bytes of each word are swapped (PS3.5 A.3), as GDCM does; the entry keeps them as they lie.
    private static readonly Dictionary<string, string> JudgedOtherwise = new()
    {
        ["other/SC_rgb_small_odd_big_endian.dcm"] = "gdcmconv --raw",
    };

    [Fact]
    public void Read_EveryFile_EitherReadsOrThrowsDicomException()
    {
        foreach (var entry in Corpus.Entries())
        {
            try
            {
                var file = DicomFile.Read(entry.Bytes);
                ImageOnly.From(file).ToArray();
                var instance = CtInstance.Open(file);
                foreach (var frame in instance.Frames)
                    instance.Read(frame.Index).CopyHounsfield(new float[instance.Format.Rows * instance.Format.Columns]);
                Assert.True(entry.Text("expect") != "error", entry.File);
            }
            catch (DicomException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                Assert.NotEqual("", exception.Reason);
            }
        }
    }

    [Fact]
    public void Read_PixelsOfManagedCodecs_AreThoseOfTheReferences()
    {
        var wrong = new List<string>();
        var compared = 0;
        foreach (var entry in Corpus.Entries())
        {
            if (entry.Text("expect") != "readable" || entry.Text("pixel_sha256") is not { } sha256 || !entry.IsManaged)
                continue;
            var expected = JudgedOtherwise.TryGetValue(entry.File, out var reference) ? entry.Json.GetProperty("decoders").GetProperty(reference).GetString() : sha256;
            try
            {
                if (PixelDigest.Sha256(PixelData.Open(DicomFile.Read(entry.Bytes))) != expected)
                    wrong.Add($"{entry.File}: other pixels");
            }
            catch (DicomException exception)
            {
                wrong.Add($"{entry.File}: {exception.Message}");
            }

            compared++;
        }

        Assert.Empty(wrong);
        Assert.Equal(93, compared);
    }

    [Fact]
    public void Read_SingleFrameCtOfManagedCodecs_GivesHounsfieldOfTheReference()
    {
        var compared = 0;
        foreach (var entry in Corpus.Entries())
        {
            if (entry.Text("expect") != "readable" || entry.Text("modality") != "CT" || entry.Number("hu_min") is null || !entry.IsManaged || entry.Number("frames") != 1)
                continue;
            var image = CtImage.Read(DicomFile.Read(entry.Bytes));
            var hounsfield = new float[image.Frame.Rows * image.Frame.Columns];
            image.CopyHounsfield(hounsfield);
            Assert.True(entry.Number("hu_min") == hounsfield.Min() && entry.Number("hu_max") == hounsfield.Max(), $"{entry.File}: {hounsfield.Min()} to {hounsfield.Max()}");
            compared++;
        }

        Assert.Equal(45, compared);
    }

    [Fact]
    public void Read_ReadableFiles_HaveAHeader()
    {
        foreach (var entry in Corpus.Entries())
        {
            if (entry.Text("expect") == "readable" && !JudgedUnreadable.Contains(entry.File))
                Assert.True(DicomFile.Read(entry.Bytes).Dataset.Count > 0, entry.File);
        }
    }

    [Fact]
    public void Open_EnhancedCt_GivesTheGeometryOfEachFrame()
    {
        var instance = CtInstance.Open(DicomFile.Read(File.ReadAllBytes(SharedFolder.Require("data/dicom/ct/eCT_Supplemental.dcm"))));

        Assert.Equal([0, 1], instance.Frames.Select(frame => frame.Index));
        Assert.All(instance.Frames, frame => Assert.NotNull(frame.Position));
        Assert.All(instance.Frames, frame => Assert.NotNull(frame.Orientation));
        Assert.All(instance.Frames, frame => Assert.NotNull(frame.Spacing));
        Assert.All(instance.Frames, frame => Assert.True(frame.HasRescale));
        Assert.NotEqual(instance.Frames[0].Position, instance.Frames[1].Position);
    }

    [Theory]
    // Measured with pydicom: smallest, largest and mean HU.
    [InlineData("explicit_le_0.dcm", -2048, 1502, -648.601245880127)]
    [InlineData("explicit_le_1.dcm", -2048, 1502, -648.601245880127)]
    [InlineData("implicit_le_01.dcm", -3024, 1381, -959.6850700378418)]
    [InlineData("implicit_le_02.dcm", -3024, 1340, -954.6913909912109)]
    [InlineData("implicit_le_03.dcm", -3024, 1366, -950.2743797302246)]
    public void Read_RealSlices_GiveTheHounsfieldOfPydicom(string name, float smallest, float largest, double mean)
    {
        var image = CtImage.Read(DicomFile.Read(File.ReadAllBytes(SharedFolder.Require($"data/uncompressed/{name}"))));
        var hounsfield = new float[512 * 512];
        image.CopyHounsfield(hounsfield);
        Assert.Equal((smallest, largest), (hounsfield.Min(), hounsfield.Max()));
        Assert.Equal(mean, hounsfield.Average(value => (double)value), 1e-9);
        Assert.Equal(name.StartsWith("implicit", StringComparison.Ordinal) ? (-2000, -2000) : null, image.Padding);
    }
}
