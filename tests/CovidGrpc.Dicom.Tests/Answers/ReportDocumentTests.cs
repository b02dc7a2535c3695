using CovidGrpc.Dicom.Answers;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests.Answers;

public sealed class ReportDocumentTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_Report_PassesTheValidator(bool hasFrameOfReference)
    {
        var (exitCode, output) = Tool.Run(Write(AnswerScan.Create(hasFrameOfReference: hasFrameOfReference)), "dciodvfy", "-new");
        Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_Report_IsPrintedByDsrdump(bool hasFrameOfReference)
    {
        var (exitCode, output) = Tool.Run(Write(AnswerScan.Create(hasFrameOfReference: hasFrameOfReference)), "dsrdump", "+Pc", "+Pt", "+Pl");

        Assert.True(exitCode == 0, output);
        Assert.DoesNotContain("E: ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("W: ", output, StringComparison.Ordinal);
        Assert.Contains("Comprehensive 3D SR", output, StringComparison.Ordinal);
        foreach (var expected in new[] { "(118565006,SCT,\"Volume\")=\"4321.5\" (mL,UCUM", "(840539006,SCT,\"COVID-19\")", "=\"87.5\" (%,UCUM", "Research use only" })
            Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Equal(hasFrameOfReference, output.Contains("Referenced Segment", StringComparison.Ordinal));
        Assert.Equal(hasFrameOfReference ? 3 : 0, output.Split("TID 1411 (DCMR)").Length - 1);
        Assert.Equal(!hasFrameOfReference, output.Contains("share no FrameOfReferenceUID", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_Report_IsReadByPydicom()
    {
        const string script =
            """
            import sys, pydicom
            ds = pydicom.dcmread(sys.argv[1])
            def show(item, depth):
                name = item.ConceptNameCodeSequence[0].CodeValue if 'ConceptNameCodeSequence' in item else '-'
                value = ''
                if item.ValueType == 'NUM': value = item.MeasuredValueSequence[0].NumericValue
                if item.ValueType == 'CODE': value = item.ConceptCodeSequence[0].CodeValue
                if item.ValueType == 'IMAGE' and 'ReferencedSegmentNumber' in item.ReferencedSOPSequence[0]:
                    value = item.ReferencedSOPSequence[0].ReferencedSegmentNumber
                if item.ValueType in ('NUM', 'CODE', 'IMAGE') and (name not in ('-', '121049', '121058', '121005', '121139')):
                    print(depth * ' ' + name, value)
                for child in item.get('ContentSequence', []): show(child, depth + 1)
            show(ds, 0)
            """;
        var lines = Tool.Python(Write(AnswerScan.Create()), script).Split('\n').Select(line => line.Trim());
        Assert.Equal(
            [
                "121071 39607008", "121191 1", "363698007 39607008", "272741003 51440002", "118565006 4321.5",
                "121071 112120", "121191 2", "363698007 39607008", "272741003 51440002", "118565006 321.25",
                "121071 95436008", "121191 3", "363698007 39607008", "272741003 51440002", "118565006 0",
                "INVOLVEMENT 7.4", "363698007 39607008", "272741003 51440002",
                "INVOLVEMENT 0.33333333333333", "363698007 39607008", "272741003 7771000",
                "INVOLVEMENT 12.5", "363698007 39607008", "272741003 24028007",
                "121073 840539006", "111013 87.5",
            ],
            lines);
    }

    [Fact]
    public void Write_References_NameTheSegmentationAndEverySource()
    {
        var scan = AnswerScan.Create();
        var segmentation = SegmentationDocument.Write(scan.Context, scan.Masks)!;
        var report = ReportDocument.Write(scan.Context, AnswerScan.Measurements, segmentation).Dataset;

        var series = report.GetItems(DicomTag.CurrentRequestedProcedureEvidenceSequence)[0].GetItems(DicomTag.ReferencedSeriesSequence);

        Assert.Equal([AnswerScan.SeriesUid, segmentation.File.Dataset.GetString(DicomTag.SeriesInstanceUid)], series.Select(item => item.GetString(DicomTag.SeriesInstanceUid)));
        Assert.Equal(4, series[0].GetItems(DicomTag.ReferencedSopSequence).Count);
        Assert.Equal(segmentation.File.Dataset.GetString(DicomTag.SopInstanceUid),
            series[1].GetItems(DicomTag.ReferencedSopSequence)[0].GetString(DicomTag.ReferencedSopInstanceUid));
        Assert.Equal(AnswerScan.StudyUid, report.GetString(DicomTag.StudyInstanceUid));
    }

    [Fact]
    public void Write_AfterAnotherReport_NamesIt()
    {
        var earlier = new EarlierReport("1.2.3.4", DicomUids.Comprehensive3DSrStorage, "1.2.3.4.1");
        var report = ReportDocument.Write(AnswerScan.Create().Context, AnswerScan.Measurements, null, earlier);

        var study = Assert.Single(report.Dataset.GetItems(DicomTag.PredecessorDocumentsSequence));
        Assert.Equal(AnswerScan.StudyUid, study.GetString(DicomTag.StudyInstanceUid));
        var series = Assert.Single(study.GetItems(DicomTag.ReferencedSeriesSequence));
        Assert.Equal("1.2.3.4", series.GetString(DicomTag.SeriesInstanceUid));
        Assert.Equal("1.2.3.4.1", Assert.Single(series.GetItems(DicomTag.ReferencedSopSequence)).GetString(DicomTag.ReferencedSopInstanceUid));
        var (exitCode, output) = Tool.Run(report, "dciodvfy", "-new");
        Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        var scan = AnswerScan.Create();
        Assert.Equal(Write(scan).ToArray(), Write(AnswerScan.Create()).ToArray());
    }

    [Fact]
    public void Write_NothingDefined_StillStands()
    {
        var nothing = AnswerScan.Measurements with
        {
            LungVolume = null,
            GroundGlassVolume = null,
            ConsolidationVolume = null,
            Involvement = null,
            LeftInvolvement = null,
            RightInvolvement = null,
            Verdict = null,
        };
        var (exitCode, output) = Tool.Run(ReportDocument.Write(AnswerScan.Create().Context, nothing, null), "dciodvfy", "-new");
        Assert.True(exitCode == 0 && !output.Contains("Error", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Codes_AreUniqueAndNeverTheOneOfAnotherDisease()
    {
        Assert.Equal(AnswerCodes.All.Count, AnswerCodes.All.DistinctBy(code => (code.Scheme, code.Value)).Count());
        Assert.DoesNotContain(AnswerCodes.All, code => code.Value == "50196008");
        Assert.All(AnswerCodes.All, code => Assert.InRange(code.Value.Length, 1, 16));
        Assert.All(AnswerCodes.All, code => Assert.InRange(code.Meaning.Length, 1, 64));
    }

    private static DicomFile Write(AnswerScan scan) =>
        ReportDocument.Write(scan.Context, AnswerScan.Measurements, SegmentationDocument.Write(scan.Context, scan.Masks));
}
