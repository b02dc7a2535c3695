using System.Text;
using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

public sealed class ImageOnlyTests
{
    [Fact]
    public void From_MarkedPatient_NothingSurvivesInTheBytes()
    {
        var written = ImageOnly.From(new DicomFile(SyntheticCt.Dataset())).ToArray();
        foreach (var mark in new[] { SyntheticCt.PatientMark, "1.2.826.0.1", "20200229", "19600101", "101112" })
            Assert.Equal(-1, written.AsSpan().IndexOf(Encoding.ASCII.GetBytes(mark)));
    }

    [Fact]
    public void From_Image_KeepsPixelsAndGeometry()
    {
        var source = new DicomFile(SyntheticCt.Dataset());
        var before = CtImage.Read(source);

        var image = CtImage.Read(DicomFile.Read(ImageOnly.From(source).ToArray()));

        Assert.Equal(before.Frame.Bytes.ToArray(), image.Frame.Bytes.ToArray());
        Assert.Equal((before.Spacing, before.Position, before.Orientation), (image.Spacing, image.Position, image.Orientation));
        Assert.Equal((before.RescaleSlope, before.RescaleIntercept), (image.RescaleSlope, image.RescaleIntercept));
        Assert.Equal(before.ImageType, image.ImageType);
        Assert.Equal((before.ConvolutionKernel, before.SliceThickness, before.SopClassUid), (image.ConvolutionKernel, image.SliceThickness, image.SopClassUid));
    }

    [Fact]
    public void From_FreeTextInsideAllowedAttributes_IsDropped()
    {
        var dataset = SyntheticCt.Dataset()
            .SetString(DicomTag.ConvolutionKernel, "kernel of SECRET^Person")
            .SetBytes(DicomTag.Rows, DicomVr.LO, "SECRET"u8.ToArray())
            .SetBytes(DicomTag.WindowCenter, DicomVr.DS, "SECRET"u8.ToArray())
            .SetSequence(DicomTag.PixelSpacing, new DicomDataset().SetString(DicomTag.PatientName, "SECRET"))
            .SetString(DicomTag.SopClassUid, "1.2.840.10008.SECRET");
        Assert.Equal(-1, ImageOnly.From(new DicomFile(dataset)).ToArray().AsSpan().IndexOf("SECRET"u8));
    }

    [Fact]
    public void From_CompressedPixels_PassThroughWithTheirSyntax()
    {
        ReadOnlyMemory<byte>[] fragments = [default, new byte[] { 0xFF, 0xD8, 1, 2 }, new byte[] { 3, 4 }];
        var syntax = DicomTransferSyntax.Find("1.2.840.10008.1.2.4.70")!;
        var source = new DicomFile(SyntheticCt.Dataset().Set(new DicomElement(DicomTag.PixelData, fragments)), syntax);

        var file = DicomFile.Read(ImageOnly.From(source).ToArray());

        Assert.Equal(syntax, file.TransferSyntax);
        Assert.Equal(fragments.Select(fragment => fragment.ToArray()), file.Dataset.Find(DicomTag.PixelData)!.Fragments!.Select(fragment => fragment.ToArray()));
    }

    [Fact]
    public void From_RealFiles_KeepPixelsAndDropNames()
    {
        foreach (var path in Directory.GetFiles(SharedFolder.Require("data/uncompressed"), "*cit_le_*.dcm"))
        {
            var source = DicomFile.Read(File.ReadAllBytes(path));
            var written = ImageOnly.From(source).ToArray();
            Assert.Equal(source.Dataset.Find(DicomTag.PixelData)!.Value.ToArray(), DicomFile.Read(written).Dataset.Find(DicomTag.PixelData)!.Value.ToArray());
            foreach (var tag in new[] { DicomTag.SopInstanceUid, DicomTag.StudyInstanceUid, DicomTag.PatientId, DicomTag.StudyDate })
            {
                if (source.Dataset.GetString(tag) is { Length: > 2 } value)
                    Assert.Equal(-1, written.AsSpan().IndexOf(Encoding.ASCII.GetBytes(value)));
            }
        }
    }
}
