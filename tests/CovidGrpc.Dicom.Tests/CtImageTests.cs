using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests;

public sealed class CtImageTests
{
    [Fact]
    public void Read_SyntheticImage_GivesItsAttributes()
    {
        var image = Read(SyntheticCt.Dataset());

        Assert.Equal(new PixelSpacing(0.625, 0.75), image.Spacing);
        Assert.Equal(new PatientVector(-160, -160, 42.5), image.Position);
        Assert.Equal(new PatientVector(0, 0, 1), image.Orientation!.Value.Normal);
        Assert.Equal(1.25, image.SliceThickness);
        Assert.Equal("STANDARD", image.ConvolutionKernel);
        Assert.Equal("HU", image.RescaleType);
        Assert.True(image.HasRescale);
        Assert.Null(image.Padding);
        Assert.False(image.IsLocalizer);
    }

    [Fact]
    public void CopyHounsfield_SlopeAndIntercept_AreApplied()
    {
        var hounsfield = new float[64 * 64];
        Read(SyntheticCt.Dataset().SetNumber(DicomTag.RescaleSlope, 0.5)).CopyHounsfield(hounsfield);
        Assert.Equal(SyntheticCt.StoredValues(64, 64).Select(value => (0.5f * value) - 1024), hounsfield);
    }

    [Fact]
    public void Read_NoRescale_IsOneAndZeroAndSaidSo()
    {
        var image = Read(Emptied(DicomTag.RescaleSlope, DicomTag.RescaleIntercept));
        Assert.Equal((1, 0, false), (image.RescaleSlope, image.RescaleIntercept, image.HasRescale));
    }

    [Fact]
    public void Read_HalfARescale_IsRefused()
    {
        AssertRefused(DicomReasons.MissingAttribute, Emptied(DicomTag.RescaleSlope));
        AssertRefused(DicomReasons.MissingAttribute, Emptied(DicomTag.RescaleIntercept));
    }

    [Fact]
    public void Read_SlopeOfZero_IsRefused() => AssertRefused(DicomReasons.InvalidValue, SyntheticCt.Dataset().SetNumber(DicomTag.RescaleSlope, 0));

    [Theory]
    [InlineData(63536, null, -2000, -2000)]
    [InlineData(63536, 63540, -2000, -1996)]
    [InlineData(63540, 63536, -2000, -1996)]
    [InlineData(24, null, 24, 24)]
    public void Padding_OfSignedPixels_IsSigned(int value, int? limit, int from, int to)
    {
        var dataset = SyntheticCt.Dataset().SetNumber(DicomTag.PixelPaddingValue, value);
        if (limit is { } end)
            dataset.SetNumber(DicomTag.PixelPaddingRangeLimit, end);
        var image = Read(dataset);
        Assert.Equal((from, to), image.Padding);
        Assert.True(image.IsPadding(from) && image.IsPadding(to) && !image.IsPadding(from - 1) && !image.IsPadding(to + 1));
    }

    [Fact]
    public void Padding_OfUnsignedPixels_StaysUnsigned() => Assert.Equal((63536, 63536), Read(SyntheticCt.Dataset()
        .SetNumber(DicomTag.PixelRepresentation, 0).SetNumber(DicomTag.PixelPaddingValue, 63536)).Padding);

    [Theory]
    [InlineData("MR", "MR")]
    [InlineData("SEG", "SEG")]
    [InlineData("SECRET", "another modality")]
    public void Read_OtherModality_IsRefusedWithoutRepeatingFreeText(string modality, string expected)
    {
        var exception = Assert.Throws<DicomException>(() => Read(SyntheticCt.Dataset().SetString(DicomTag.Modality, modality)));
        Assert.Equal(DicomReasons.NotCt, exception.Reason);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Orientation_NoUnitVectors_IsUnknown() =>
        Assert.Null(Read(SyntheticCt.Dataset().SetNumber(DicomTag.ImageOrientationPatient, 0, 0, 0, 0, 0, 0)).Orientation);

    [Fact]
    public void Read_GeometryOfTheWrongLength_IsRefused()
    {
        AssertRefused(DicomReasons.InvalidValue, SyntheticCt.Dataset().SetNumber(DicomTag.ImageOrientationPatient, 1, 0, 0));
        AssertRefused(DicomReasons.InvalidValue, SyntheticCt.Dataset().SetNumber(DicomTag.ImagePositionPatient, 1, 0));
        AssertRefused(DicomReasons.InvalidValue, SyntheticCt.Dataset().SetNumber(DicomTag.PixelSpacing, 0, 1));
    }

    [Fact]
    public void IsLocalizer_ByImageType() => Assert.True(Read(SyntheticCt.Dataset().SetString(DicomTag.ImageType, "ORIGINAL", "PRIMARY", "LOCALIZER")).IsLocalizer);

    private static CtImage Read(DicomDataset dataset) => CtImage.Read(DicomFile.Read(new DicomFile(dataset).ToArray()));

    private static void AssertRefused(string reason, DicomDataset dataset) =>
        Assert.Equal(reason, Assert.Throws<DicomException>(() => Read(dataset)).Reason);

    private static DicomDataset Emptied(params ReadOnlySpan<DicomTag> tags)
    {
        var dataset = SyntheticCt.Dataset();
        foreach (var tag in tags)
            dataset.SetString(tag);
        return dataset;
    }
}
