using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

public sealed class DicomWriterTests
{
    [Fact]
    public void Write_ThenRead_GivesEveryElementAgain()
    {
        var dataset = SyntheticCt.Dataset();
        AssertSame(dataset, DicomFile.Read(new DicomFile(dataset).ToArray()).Dataset);
    }

    [Fact]
    public void Write_WhatWasRead_IsStable()
    {
        var once = new DicomFile(SyntheticCt.Dataset()).ToArray();
        Assert.Equal(once, DicomFile.Read(once).ToArray());
    }

    [Fact]
    public void Write_ImplicitFile_BecomesExplicit()
    {
        foreach (var path in Directory.GetFiles(SharedFolder.Require("data/uncompressed"), "implicit_le_*.dcm"))
        {
            var source = DicomFile.Read(File.ReadAllBytes(path));
            var written = DicomFile.Read(source.ToArray());
            Assert.Equal(DicomTransferSyntax.ExplicitLittleEndian, written.TransferSyntax);
            Assert.Equal(source.Dataset.Find(DicomTag.PixelData)!.Value.ToArray(), written.Dataset.Find(DicomTag.PixelData)!.Value.ToArray());
        }
    }

    [Fact]
    public void Write_LongShortFormValue_TravelsAsUnknown()
    {
        var tag = new DicomTag(0x0009, 0x1001);
        var dataset = SyntheticCt.Dataset().SetBytes(tag, DicomVr.LT, new byte[70_001]);
        var element = DicomFile.Read(new DicomFile(dataset).ToArray()).Dataset.Find(tag)!;
        Assert.Equal((DicomVr.UN, 70_002), (element.Vr, element.Value.Length));
    }

    [Theory]
    [InlineData("dcmdump", "-q")]
    [InlineData("dciodvfy", "-new")]
    public void Write_SyntheticAndReducedImages_PassTheValidator(string tool, string option)
    {
        foreach (var file in new[] { new DicomFile(SyntheticCt.Dataset()), ImageOnly.From(new DicomFile(SyntheticCt.Dataset())) })
        {
            var (exitCode, output) = Tool.Run(file, tool, option);
            Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
        }
    }

    [Fact]
    public void Write_SyntheticImage_IsReadByPydicom()
    {
        const string script =
            """
            import sys, pydicom
            ds = pydicom.dcmread(sys.argv[1])
            print(ds.Modality, ds.Rows, float(ds.RescaleIntercept), ds.pixel_array.min(), ds.pixel_array.max(), int(ds.pixel_array.sum()), ds[0x0008, 0x1110][0].ReferencedSOPInstanceUID)
            """;
        var output = Tool.Python(new DicomFile(SyntheticCt.Dataset()), script);
        var stored = SyntheticCt.StoredValues(64, 64);
        Assert.Equal($"CT 64 -1024.0 {stored.Min()} {stored.Max()} {stored.Sum(value => (int)value)} 1.2.826.0.1.3680043.8.498.5", output);
    }

    private static void AssertSame(DicomDataset expected, DicomDataset actual)
    {
        Assert.Equal(expected.Select(element => (element.Tag, element.Vr)), actual.Select(element => (element.Tag, element.Vr)));
        foreach (var element in expected)
        {
            var other = actual.Find(element.Tag)!;
            Assert.True(other.Value.Span.StartsWith(element.Value.Span), element.Tag.ToString());
            Assert.Equal(element.Value.Length + (element.Value.Length & 1), other.Value.Length);
            Assert.Equal(element.Items?.Count, other.Items?.Count);
            for (var item = 0; item < (element.Items?.Count ?? 0); item++)
                AssertSame(element.Items![item], other.Items![item]);
        }
    }
}
