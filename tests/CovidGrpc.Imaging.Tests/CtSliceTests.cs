using CovidGrpc.Dicom;
using CovidGrpc.Testing;
using CovidGrpc.Tests;

namespace CovidGrpc.Imaging.Tests;

public sealed class CtSliceTests
{
    private const int Side = 512;

    [Fact]
    public void Read_SyntheticSlice_HasNoWarningsAndItsGeometry()
    {
        var slice = Read(SyntheticCt.Dataset(Side, Side));

        Assert.Empty(slice.Warnings);
        Assert.Equal((SourceFormat.Dicom, Window.Lung, Side, Side), (slice.Format, slice.Window, slice.SourceRows, slice.SourceColumns));
        Assert.Equal(new PixelSpacing(0.625, 0.75), slice.Spacing);
        Assert.Equal(new PatientVector(-160, -160, 42.5), slice.Position);
        Assert.Equal(new PatientVector(1, 0, 0), slice.Orientation!.Value.AlongRow);
        Assert.Equal(SyntheticCt.StoredValues(Side, Side).Select(value => Window.Lung.ToGrey(value - 1024)), slice.Pixels.ToArray());
        Assert.Equal(System.Security.Cryptography.SHA256.HashData(slice.Pixels.Span), slice.Digest.ToArray());
    }

    [Fact]
    public void Read_OtherWindow_IsUsedAndReported()
    {
        var window = new Window(40, 400);
        var slice = SliceReader.Read(File(SyntheticCt.Dataset(Side, Side)), new SliceReaderOptions { Window = window }, TestContext.Current.CancellationToken);
        Assert.Equal(window, slice.Window);
        Assert.Equal(SyntheticCt.StoredValues(Side, Side).Select(value => window.ToGrey(value - 1024)), slice.Pixels.ToArray());
    }

    [Fact]
    public void Read_Monochrome1_IsNotInvertedAndWarned()
    {
        var slice = Read(SyntheticCt.Dataset(Side, Side).SetString(DicomTag.PhotometricInterpretation, "MONOCHROME1"));
        Assert.Equal(Read(SyntheticCt.Dataset(Side, Side)).Pixels.ToArray(), slice.Pixels.ToArray());
        Assert.Equal([WarningCodes.DisplayInverted], Codes(slice));
    }

    [Fact]
    public void Read_PaddingOfAnyValue_IsBlackAndOutsideTheRange()
    {
        // Padding stored as the brightest value of the ring of bone.
        var slice = Read(SyntheticCt.Dataset(Side, Side).SetNumber(DicomTag.PixelPaddingValue, 1724));
        var expected = SyntheticCt.StoredValues(Side, Side).Select(value => value == 1724 ? (byte)0 : Window.Lung.ToGrey(value - 1024));
        Assert.Equal(expected, slice.Pixels.ToArray());
        Assert.Equal([WarningCodes.HounsfieldRangeUnusual], Codes(slice));
    }

    [Fact]
    public void Read_UnsignedAndSignedOfTheSameHounsfield_AreTheSameSlice()
    {
        var signed = Read(SyntheticCt.Dataset(Side, Side)
            .SetNumber(DicomTag.RescaleIntercept, 0)
            .SetBytes(DicomTag.PixelData, DicomVr.OW, SyntheticCt.Words([.. SyntheticCt.StoredValues(Side, Side).Select(value => (short)(value - 1024))])));
        var unsigned = Read(SyntheticCt.Dataset(Side, Side).SetNumber(DicomTag.PixelRepresentation, 0));
        Assert.Equal(unsigned.Digest.ToArray(), signed.Digest.ToArray());
    }

    [Fact]
    public void Read_12BitsWithOverlay_IsTheSameSlice()
    {
        var words = SyntheticCt.StoredValues(Side, Side).Select((value, i) => (short)((ushort)value | (i % 3 == 0 ? 0x8000 : 0))).ToArray();
        var slice = Read(SyntheticCt.Dataset(Side, Side)
            .SetNumber(DicomTag.PixelRepresentation, 0).SetNumber(DicomTag.BitsStored, 12).SetNumber(DicomTag.HighBit, 11)
            .SetBytes(DicomTag.PixelData, DicomVr.OW, SyntheticCt.Words(words)));
        Assert.Equal(Read(SyntheticCt.Dataset(Side, Side)).Digest.ToArray(), slice.Digest.ToArray());
    }

    public static TheoryData<string, Func<DicomDataset, DicomDataset>> Unusual => new()
    {
        { WarningCodes.RescaleMissing, image => image.SetString(DicomTag.RescaleSlope).SetString(DicomTag.RescaleIntercept) },
        { WarningCodes.RescaleTypeNotHounsfield, image => image.SetString(DicomTag.RescaleType, "MGML") },
        { WarningCodes.HounsfieldRangeUnusual, image => image.SetNumber(DicomTag.RescaleIntercept, 0) },
        { WarningCodes.HounsfieldRangeUnusual, image => image.SetNumber(DicomTag.RescaleSlope, 0.5) },
        { WarningCodes.HounsfieldRangeUnusual, image => image.SetNumber(DicomTag.PixelPaddingValue, 0).SetNumber(DicomTag.PixelPaddingRangeLimit, 3000) },
        { WarningCodes.OrientationUnknown, image => image.SetString(DicomTag.ImageOrientationPatient) },
        { WarningCodes.OrientationNotAxial, image => image.SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 0, -1) },
        { WarningCodes.OrientationNotAxial, image => image.SetNumber(DicomTag.ImageOrientationPatient, 0, 1, 0, 0, 0, -1) },
        { WarningCodes.OrientationOblique, image => image.SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0, 0, 0.9397, -0.342) },
        { WarningCodes.OrientationTurned, image => image.SetNumber(DicomTag.ImageOrientationPatient, -1, 0, 0, 0, -1, 0) },
        { WarningCodes.OrientationTurned, image => image.SetNumber(DicomTag.ImageOrientationPatient, -1, 0, 0, 0, 1, 0) },
        { WarningCodes.SpacingUnknown, image => image.SetString(DicomTag.PixelSpacing) },
        { WarningCodes.KernelSharp, image => image.SetString(DicomTag.ConvolutionKernel, "B70f") },
        { WarningCodes.KernelSharp, image => image.SetString(DicomTag.ConvolutionKernel, "BONEPLUS") },
        { WarningCodes.SliceThick, image => image.SetNumber(DicomTag.SliceThickness, 8) },
        { WarningCodes.DerivedImage, image => image.SetString(DicomTag.ImageType, "DERIVED", "SECONDARY", "MPR") },
        { WarningCodes.LossyCompression, image => image.SetString(DicomTag.LossyImageCompression, "01") },
    };

    [Theory]
    [MemberData(nameof(Unusual), DisableDiscoveryEnumeration = true)]
    public void Read_UnusualImage_Warns(string code, Func<DicomDataset, DicomDataset> change) =>
        Assert.Contains(code, Codes(Read(change(SyntheticCt.Dataset(Side, Side)))));

    [Theory]
    [InlineData(256, 512, WarningCodes.NotSquare)]
    [InlineData(128, 128, WarningCodes.LowResolution)]
    public void Read_UnusualSize_Warns(int rows, int columns, string code) => Assert.Equal([code], Codes(Read(SyntheticCt.Dataset(rows, columns))));

    public static TheoryData<string, Func<DicomDataset, DicomDataset>> Refused => new()
    {
        { DicomReasons.NotCt, image => image.SetString(DicomTag.Modality, "MR") },
        { DicomReasons.NotCt, image => image.SetString(DicomTag.Modality, "SEG") },
        { RefusalReasons.Localizer, image => image.SetString(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "LOCALIZER") },
        { DicomReasons.MultiFrame, image => image.SetNumber(DicomTag.NumberOfFrames, 2).SetNumber(DicomTag.Rows, Side / 2) },
        { DicomReasons.UnsupportedPixels, image => image.SetString(DicomTag.PhotometricInterpretation, "RGB").SetNumber(DicomTag.SamplesPerPixel, 3) },
        { DicomReasons.Truncated, image => image.SetNumber(DicomTag.Rows, 8192) },
        { DicomReasons.InvalidValue, image => image.SetNumber(DicomTag.RescaleSlope, 0) },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Read_NoAxialCt_IsRefusedWithItsReason(string reason, Func<DicomDataset, DicomDataset> change)
    {
        var exception = Assert.Throws<UnreadableImageException>(() => Read(change(SyntheticCt.Dataset(Side, Side))));
        Assert.Equal(reason, exception.Reason);
        Assert.DoesNotContain(SyntheticCt.PatientMark, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TinyAndHugeImages_AreRefused()
    {
        Assert.Equal(RefusalReasons.TooSmall, Assert.Throws<UnreadableImageException>(() => Read(SyntheticCt.Dataset(1, 3))).Reason);
        var limits = new SliceReaderOptions { MaxPixels = 100_000 };
        Assert.Equal(RefusalReasons.TooLarge, Assert.Throws<UnreadableImageException>(
            () => SliceReader.Read(File(SyntheticCt.Dataset(Side, Side)), limits, TestContext.Current.CancellationToken)).Reason);
    }

    [Fact]
    public void Read_ImageOnly_IsTheSameSlice()
    {
        var original = new DicomFile(SyntheticCt.Dataset(Side, Side).SetNumber(DicomTag.PixelPaddingValue, 24));
        var reduced = SliceReader.Read(ImageOnly.From(original).ToArray(), new SliceReaderOptions(), TestContext.Current.CancellationToken);
        Assert.Equal(Read(original.Dataset).Digest.ToArray(), reduced.Digest.ToArray());
        Assert.Empty(reduced.Warnings);
    }

    [Theory]
    [InlineData("explicit_le_0.dcm")]
    [InlineData("implicit_le_01.dcm")]
    [InlineData("implicit_le_02.dcm")]
    [InlineData("implicit_le_03.dcm")]
    public void Read_RealSlices_HaveNoWarningsAndBlackPadding(string name)
    {
        var file = System.IO.File.ReadAllBytes(SharedFolder.Require($"data/uncompressed/{name}"));
        var slice = SliceReader.Read(file, new SliceReaderOptions(), TestContext.Current.CancellationToken);
        Assert.Empty(slice.Warnings);
        Assert.Equal(0, slice.Pixels.Span[0]);
        Assert.InRange(slice.Pixels.ToArray().Average(pixel => pixel), 20, 200);
    }

    [Fact]
    public void Read_Cancelled_Throws() => Assert.Throws<OperationCanceledException>(
        () => SliceReader.Read(File(SyntheticCt.Dataset(Side, Side)), new SliceReaderOptions(), new CancellationToken(canceled: true)));

    private static byte[] File(DicomDataset dataset) => new DicomFile(dataset).ToArray();

    private static SliceImage Read(DicomDataset dataset) =>
        SliceReader.Read(File(dataset), new SliceReaderOptions(), TestContext.Current.CancellationToken);

    private static IEnumerable<string> Codes(SliceImage slice) => slice.Warnings.Select(warning => warning.Code);
}
