using System.Security.Cryptography;
using System.Text.Json;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

/// <summary>Every file of the corpus in ../shared against expected.json.</summary>
public sealed class CorpusTests
{
    private static readonly string[] Uncompressed = [DicomTransferSyntax.ImplicitLittleEndian.Uid, DicomTransferSyntax.ExplicitLittleEndian.Uid];

    // Cut in the middle of its pixel data, whatever its name says; dcmdump refuses it too.
    private static readonly string[] JudgedOtherwise = ["nonimage/fo_GH1339.dcm"];

    // Announced for later: files without meta information in big endian, or with a damaged first tag.
    private static readonly string[] NotYet = ["odd/ExplVR_BigEndNoMeta.dcm", "odd/no_meta.dcm"];

    [Fact]
    public void Read_EveryFile_EitherReadsOrThrowsDicomException()
    {
        foreach (var (entry, bytes) in Entries())
        {
            try
            {
                var file = DicomFile.Read(bytes);
                ImageOnly.From(file).ToArray();
                CtImage.Read(file).CopyHounsfield(new float[file.Dataset.GetInteger(DicomTag.Rows)!.Value * file.Dataset.GetInteger(DicomTag.Columns)!.Value]);
                Assert.NotEqual("error", entry.Text("expect"));
            }
            catch (DicomException exception)
            {
                Assert.DoesNotContain('\n', exception.Message);
                Assert.NotEqual("", exception.Reason);
            }
        }
    }

    [Fact]
    public void Read_UncompressedLittleEndian_GivesTheStoredPixels()
    {
        var compared = 0;
        foreach (var (entry, bytes) in Entries())
        {
            if (entry.Text("expect") != "readable" || !Uncompressed.Contains(entry.Text("transfer_syntax")) || entry.Text("pixel_sha256") is not { } expected)
                continue;
            var dataset = DicomFile.Read(bytes).Dataset;
            var bits = dataset.GetInteger(DicomTag.Rows) * dataset.GetInteger(DicomTag.Columns) * (long?)dataset.GetInteger(DicomTag.BitsAllocated)
                * (dataset.GetInteger(DicomTag.SamplesPerPixel) ?? 1) * (dataset.GetInteger(DicomTag.NumberOfFrames) ?? 1);
            if (dataset.GetInteger(DicomTag.BitsAllocated) == 1)
                continue; // Packed bits; the expected hash is of one byte per pixel.
            Assert.Equal(expected, Sha256(dataset.Find(DicomTag.PixelData)!.Value.Span[..(int)(bits!.Value / 8)]));
            compared++;
        }

        Assert.Equal(29, compared);
    }

    [Fact]
    public void Read_UncompressedSingleFrameCt_GivesHounsfieldOfTheReference()
    {
        var compared = 0;
        foreach (var (entry, bytes) in Entries())
        {
            if (entry.Text("modality") != "CT" || entry.Text("expect") != "readable" || !Uncompressed.Contains(entry.Text("transfer_syntax"))
                || entry.Text("pixel_sha256") is not { } expected || entry.Number("frames") != 1)
            {
                continue;
            }

            var image = CtImage.Read(DicomFile.Read(bytes));
            var hounsfield = new float[image.Frame.Rows * image.Frame.Columns];
            image.CopyHounsfield(hounsfield);
            Assert.Equal(expected, Sha256(image.Frame.Bytes.Span));
            Assert.Equal(entry.Number("hu_min"), hounsfield.Min());
            Assert.Equal(entry.Number("hu_max"), hounsfield.Max());
            compared++;
        }

        Assert.Equal(18, compared);
    }

    [Fact]
    public void Read_ReadableFiles_OnlyOtherEncodingsAreRefused()
    {
        foreach (var (entry, bytes) in Entries())
        {
            if (entry.Text("expect") != "readable" || JudgedOtherwise.Contains(entry.Text("file")) || NotYet.Contains(entry.Text("file")))
                continue;
            try
            {
                DicomFile.Read(bytes);
            }
            catch (DicomException exception)
            {
                Assert.True(exception.Reason == DicomReasons.UnsupportedTransferSyntax, $"{entry.Text("file")}: {exception.Message}");
            }
        }
    }

    [Fact]
    public void Read_CompressedImages_AreRefusedByTheNameOfTheirSyntax()
    {
        var refused = 0;
        foreach (var (entry, bytes) in Entries())
        {
            if (entry.Text("modality") != "CT" || entry.Text("expect") != "readable" || entry.Number("frames") != 1 || !entry.Flag("has_pixel_data")
                || Uncompressed.Contains(entry.Text("transfer_syntax")))
            {
                continue;
            }

            var exception = Assert.Throws<DicomException>(() => CtImage.Read(DicomFile.Read(bytes)));
            Assert.StartsWith(DicomTransferSyntax.Find(entry.Text("transfer_syntax")!)!.Name + " is not supported yet", exception.Message, StringComparison.Ordinal);
            refused++;
        }

        Assert.InRange(refused, 30, 100);
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

    private static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static IEnumerable<(Entry Entry, byte[] Bytes)> Entries()
    {
        var folder = SharedFolder.Require("data/dicom");
        // One slope of the corpus is not a number, which JSON cannot say.
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "expected.json")).Replace(": NaN", ": null", StringComparison.Ordinal));
        foreach (var file in json.RootElement.GetProperty("files").EnumerateArray())
        {
            var entry = new Entry(file);
            yield return (entry, File.ReadAllBytes(Path.Combine(folder, entry.Text("file")!)));
        }
    }

    private sealed record Entry(JsonElement Json)
    {
        public string? Text(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        public double? Number(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

        public bool Flag(string name) => Json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
    }
}
