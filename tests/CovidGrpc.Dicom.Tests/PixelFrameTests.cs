using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

public sealed class PixelFrameTests
{
    [Theory]
    // Bits above the value are overlays of old files and do not count.
    [InlineData(16, 12, 11, 0, 0xF7FF, 0x07FF)]
    [InlineData(16, 12, 11, 1, 0x0800, -2048)]
    [InlineData(16, 12, 11, 1, 0xF7FF, 2047)]
    // A value that does not start at the lowest bit.
    [InlineData(16, 12, 15, 0, 0xABCF, 0xABC)]
    [InlineData(16, 12, 15, 1, 0xFFF3, -1)]
    [InlineData(16, 16, 15, 0, 0xFFFF, 65535)]
    [InlineData(16, 16, 15, 1, 0x8000, -32768)]
    [InlineData(16, 1, 0, 0, 0xFFFF, 1)]
    [InlineData(8, 8, 7, 0, 0xFF, 255)]
    [InlineData(8, 8, 7, 1, 0xFF, -1)]
    [InlineData(8, 7, 6, 0, 0xFF, 127)]
    public void CopyStoredValues_BitLayouts_GiveTheValue(int allocated, int stored, int highBit, int representation, int word, int expected)
    {
        byte[] bytes = allocated == 8 ? [(byte)word] : [(byte)word, (byte)(word >> 8)];
        var frame = Read(OnePixel(allocated, stored, highBit, representation, bytes));
        var values = new int[1];

        frame.CopyStoredValues(values);

        Assert.Equal(expected, values[0]);
        Assert.Equal(bytes, frame.Bytes.ToArray());
    }

    [Theory]
    [InlineData(16, 17, 15, 0)]
    [InlineData(16, 0, 15, 0)]
    [InlineData(16, 16, 11, 0)]
    [InlineData(16, 12, 16, 0)]
    [InlineData(16, 16, 15, 2)]
    public void Read_BitsThatContradictEachOther_AreRefused(int allocated, int stored, int highBit, int representation) =>
        AssertRefused(DicomReasons.InvalidValue, OnePixel(allocated, stored, highBit, representation, new byte[2]));

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(32)]
    public void Read_OtherBitDepths_AreRefused(int allocated) =>
        AssertRefused(DicomReasons.UnsupportedPixels, OnePixel(allocated, allocated, allocated - 1, 0, new byte[4]));

    [Fact]
    public void Read_Colour_IsRefused()
    {
        AssertRefused(DicomReasons.UnsupportedPixels, SyntheticCt.Dataset().SetNumber(DicomTag.SamplesPerPixel, 3));
        AssertRefused(DicomReasons.UnsupportedPixels, SyntheticCt.Dataset().SetString(DicomTag.PhotometricInterpretation, "RGB"));
    }

    [Fact]
    public void Read_RowsThatDoNotFit_AreRefused()
    {
        AssertRefused(DicomReasons.Truncated, SyntheticCt.Dataset().SetNumber(DicomTag.Rows, 65535));
        AssertRefused(DicomReasons.InvalidValue, SyntheticCt.Dataset().SetNumber(DicomTag.Rows, 32));
        AssertRefused(DicomReasons.InvalidValue, SyntheticCt.Dataset().SetNumber(DicomTag.Rows, 0));
    }

    [Fact]
    public void Read_ZerosAfterThePixels_ArePadding()
    {
        var dataset = SyntheticCt.Dataset();
        byte[] padded = [.. dataset.Find(DicomTag.PixelData)!.Value.Span, .. new byte[10]];
        Assert.Equal(64 * 64 * 2, Read(dataset.SetBytes(DicomTag.PixelData, DicomVr.OW, padded)).Bytes.Length);
    }

    [Theory]
    [InlineData(2, DicomReasons.Truncated)]
    [InlineData(PixelData.MaxFrames, DicomReasons.Truncated)]
    [InlineData(int.MaxValue, DicomReasons.LimitExceeded)]
    [InlineData(0, DicomReasons.InvalidValue)]
    [InlineData(-1, DicomReasons.InvalidValue)]
    public void Read_FramesThatAreNotThere_AreRefused(int frames, string reason) =>
        AssertRefused(reason, SyntheticCt.Dataset().SetNumber(DicomTag.NumberOfFrames, frames));

    [Fact]
    public void Read_NoPixels_IsRefused() => AssertRefused(DicomReasons.NoPixelData, new DicomDataset().SetString(DicomTag.Modality, "CT"));

    private static PixelFrame Read(DicomDataset dataset) => PixelFrame.Read(PixelData.Open(new DicomFile(dataset)), 0);

    private static void AssertRefused(string reason, DicomDataset dataset) =>
        Assert.Equal(reason, Assert.Throws<DicomException>(() => Read(dataset)).Reason);

    private static DicomDataset OnePixel(int allocated, int stored, int highBit, int representation, byte[] bytes) => SyntheticCt.Dataset()
        .SetNumber(DicomTag.Rows, 1)
        .SetNumber(DicomTag.Columns, 1)
        .SetNumber(DicomTag.BitsAllocated, allocated)
        .SetNumber(DicomTag.BitsStored, stored)
        .SetNumber(DicomTag.HighBit, highBit)
        .SetNumber(DicomTag.PixelRepresentation, representation)
        .SetBytes(DicomTag.PixelData, DicomVr.OW, bytes);
}
