namespace CovidGrpc.Dicom.Tests;

public sealed class DicomDatasetTests
{
    [Fact]
    public void GetStrings_SeveralValues_AreSplitAndTrimmed() =>
        Assert.Equal(["ORIGINAL", "PRIMARY", "AXIAL"], Text(DicomTag.ImageType, "ORIGINAL\\PRIMARY \\AXIAL ").GetStrings(DicomTag.ImageType));

    [Fact]
    public void GetString_AbsentOrEmpty_IsNull()
    {
        Assert.Null(new DicomDataset().GetString(DicomTag.PatientId));
        Assert.Null(Text(DicomTag.PatientId, "  ").GetString(DicomTag.PatientId));
        Assert.Empty(new DicomDataset().GetDecimals(DicomTag.PixelSpacing));
        Assert.Null(new DicomDataset().GetInteger(DicomTag.Rows));
    }

    [Theory]
    [InlineData(" 1.5 ", 1.5)]
    [InlineData("-1024", -1024)]
    [InlineData("+1.25e-3", 0.00125)]
    public void GetDecimal_DecimalString_IsParsed(string text, double expected) =>
        Assert.Equal(expected, Text(DicomTag.RescaleSlope, text).GetDecimal(DicomTag.RescaleSlope));

    [Theory]
    [InlineData("abc")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("1,5")]
    [InlineData("1e999")]
    public void GetDecimal_NoNumber_ThrowsWithoutTheValue(string text)
    {
        var exception = Assert.Throws<DicomException>(() => Text(DicomTag.RescaleSlope, text).GetDecimal(DicomTag.RescaleSlope));
        Assert.Equal(DicomReasons.InvalidValue, exception.Reason);
        Assert.DoesNotContain(text, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1A")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void GetInteger_NoInteger_Throws(string text) =>
        Assert.Throws<DicomException>(() => Text(DicomTag.NumberOfFrames, text).GetInteger(DicomTag.NumberOfFrames));

    [Fact]
    public void GetInteger_OddNumberOfBytes_Throws() =>
        Assert.Throws<DicomException>(() => new DicomDataset().SetBytes(DicomTag.Rows, DicomVr.US, new byte[3]).GetInteger(DicomTag.Rows));

    [Fact]
    public void GetDecimals_HugeValue_IsRefusedBeforeParsing() =>
        Assert.Throws<DicomException>(() => new DicomDataset().SetBytes(DicomTag.PixelSpacing, DicomVr.DS, new byte[100_000]).GetDecimals(DicomTag.PixelSpacing));

    [Theory]
    [InlineData(0.1)]
    [InlineData(-1234567.890123456)]
    [InlineData(1.0 / 3)]
    [InlineData(-1e-300 / 3)]
    public void SetNumber_DecimalString_FitsIn16CharactersAndComesBack(double value)
    {
        var dataset = new DicomDataset().SetNumber(DicomTag.SliceLocation, value);
        Assert.InRange(dataset.GetString(DicomTag.SliceLocation)!.Length, 1, 16);
        Assert.Equal(value, dataset.GetDecimal(DicomTag.SliceLocation)!.Value, Math.Abs(value) * 1e-8);
    }

    [Fact]
    public void SetNumber_OutOfRangeOrNotFinite_Throws()
    {
        Assert.Throws<OverflowException>(() => new DicomDataset().SetNumber(DicomTag.Rows, 70000));
        Assert.Throws<ArgumentException>(() => new DicomDataset().SetNumber(DicomTag.Rows, 1.5));
        Assert.Throws<ArgumentException>(() => new DicomDataset().SetNumber(DicomTag.RescaleSlope, double.NaN));
        Assert.Throws<ArgumentException>(() => new DicomDataset().SetNumber(DicomTag.PatientName, 1));
    }

    [Fact]
    public void SetString_BeyondAscii_NeedsTheCharacterSet()
    {
        Assert.Throws<ArgumentException>(() => new DicomDataset().SetString(DicomTag.PatientName, "Åse"));
        var dataset = new DicomDataset().SetString(DicomTag.SpecificCharacterSet, "ISO_IR 192").SetString(DicomTag.PatientName, "Åse");
        Assert.Equal("Åse", dataset.GetString(DicomTag.PatientName));
    }

    [Fact]
    public void Enumeration_IsInTheOrderOfTags()
    {
        var dataset = new DicomDataset().SetNumber(DicomTag.Rows, 1).SetString(DicomTag.Modality, "CT").SetString(DicomTag.PatientId, "x");
        Assert.Equal([DicomTag.Modality, DicomTag.PatientId, DicomTag.Rows], dataset.Select(element => element.Tag));
    }

    private static DicomDataset Text(DicomTag tag, string text) =>
        new DicomDataset().SetBytes(tag, tag.Vr, System.Text.Encoding.ASCII.GetBytes(text));
}
