using System.Globalization;
using System.Reflection;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Dicom.Codecs;
using CovidGrpc.Dicom.Tests.Answers;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests.Conformance;

/// <summary>What the conformance statement lists is what the code does: a row too many or too few fails.</summary>
public sealed class ConformanceStatementTests
{
    // Sources may state them or not; a synthetic one states some.
    private static readonly DicomTag[] CopiedWhereStated =
    [
        DicomTag.SpecificCharacterSet, DicomTag.IssuerOfPatientId, DicomTag.PatientAge, DicomTag.PatientSize, DicomTag.PatientWeight,
        DicomTag.PatientIdentityRemoved, DicomTag.DeidentificationMethod, DicomTag.StudyDescription,
    ];

    [Fact]
    public void TransferSyntaxes_OfTheStatement_AreThoseOfTheCode() => Assert.Equal(
        DicomTransferSyntax.All.Select(syntax => (syntax.Uid, syntax.Name, DecodedBy(syntax.Compression))).Order(),
        ConformanceStatement.Table("Transfer syntaxes").Select(row => (row[0], row[1], row[2])).Order());

    [Fact]
    public void SopClasses_OfTheStatement_AreThoseOfTheCode()
    {
        var classes = typeof(DicomUids).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral && field.Name.EndsWith("Storage", StringComparison.Ordinal))
            .Select(field => (string)field.GetRawConstantValue()!);
        var scan = AnswerScan.Create();
        var (segmentation, report) = Write(scan);
        string?[] written = [segmentation.Dataset.GetString(DicomTag.SopClassUid), report.Dataset.GetString(DicomTag.SopClassUid)];

        Assert.Equal(
            classes.Select(uid => (uid, written.Contains(uid) ? "written" : "read")).Order(),
            ConformanceStatement.Table("SOP classes").Select(row => (row[0], row[2])).Order());
    }

    [Fact]
    public void Codes_OfTheStatement_AreThoseOfTheCode() => Assert.Equal(
        AnswerCodes.All.Select(code => (code.Scheme, code.Value, code.Meaning)).Order(),
        ConformanceStatement.Table("Codes").Select(row => (row[1], row[0], row[2])).Order());

    /// <summary>The codes that the statement calls confirmed by pydicom's tables of PS3.16 are in them, with this meaning; the others are not.</summary>
    [Fact]
    public void Codes_OfTheStatement_AreConfirmedByPydicomAsItSays()
    {
        const string script =
            """
            import sys
            import pydicom.sr._concepts_dict as tables
            for scheme, keywords in tables.concepts.items():
                for keyword, codes in keywords.items():
                    for code, (meaning, groups) in codes.items():
                        print(scheme + '|' + code + '|' + meaning.lower())
            """;
        var tables = Tool.Python(new DicomFile(SyntheticCt.Dataset()), script).Split('\n').ToHashSet(StringComparer.Ordinal);

        Assert.All(ConformanceStatement.Table("Codes"), row =>
            Assert.Equal(row[4] == "pydicom", tables.Contains($"{row[1]}|{row[0]}|{row[2].ToLowerInvariant()}")));
    }

    [Fact]
    public void Attributes_OfTheWrittenObjects_AreThoseOfTheStatement()
    {
        var scan = AnswerScan.Create();
        var (segmentation, report) = Write(scan, new EarlierReport("1.2.3", DicomUids.Comprehensive3DSrStorage, "1.2.3.4"));

        AssertAttributes("Segmentation", segmentation);
        AssertAttributes("Report", report);
    }

    [Fact]
    public void ContentTree_OfTheReport_IsThatOfTheStatement()
    {
        var tree = new List<string>();
        Show(Write(AnswerScan.Create()).Report.Dataset, 0, tree);
        Assert.Equal(tree, ConformanceStatement.Block("Content tree"));
    }

    [Fact]
    public void Limits_OfTheStatement_AreThoseOfTheCode()
    {
        var limits = DicomReadLimits.Default;
        (string, string)[] expected =
        [
            ("file", $"{limits.MaxFileBytes >> 20} MiB"),
            ("elements, items and fragments", limits.MaxElements.ToString("N0", CultureInfo.InvariantCulture)),
            ("depth of sequences", limits.MaxDepth.ToString(CultureInfo.InvariantCulture)),
            ("inflated size of a deflated file", $"{limits.MaxInflation} times its own, or {limits.MinInflatedBytes >> 20} MiB"),
            ("frames", PixelData.MaxFrames.ToString("N0", CultureInfo.InvariantCulture)),
            ("decoded frame", $"{PixelFormat.MaxFrameBytes >> 20} MiB"),
        ];
        Assert.Equal(expected, ConformanceStatement.Table("Limits").Select(row => (row[0], row[1])));
    }

    private static (DicomFile Segmentation, DicomFile Report) Write(AnswerScan scan, EarlierReport? earlier = null)
    {
        var segmentation = SegmentationDocument.Write(scan.Context, scan.Masks)!;
        return (segmentation.File, ReportDocument.Write(scan.Context, AnswerScan.Measurements, segmentation, earlier));
    }

    private static void AssertAttributes(string heading, DicomFile file)
    {
        var stated = ConformanceStatement.Table(heading).Select(row => row[0]);
        var written = TagsOf(file.Dataset).Concat(CopiedWhereStated).Distinct();
        Assert.Equal(written.Select(tag => $"({tag.Group:X4},{tag.Element:X4})").Order(StringComparer.Ordinal), stated.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<DicomTag> TagsOf(DicomDataset dataset) =>
        dataset.SelectMany(element => (element.Items ?? []).SelectMany(TagsOf).Prepend(element.Tag));

    // Siblings that look alike stand once.
    private static void Show(DicomDataset item, int depth, List<string> tree)
    {
        var template = item.GetItems(DicomTag.ContentTemplateSequence) is [var found] ? $", TID {found.GetString(DicomTag.TemplateIdentifier)}" : "";
        var name = item.GetItems(DicomTag.ConceptNameCodeSequence) is [var code]
            ? $" {code.GetString(DicomTag.CodeMeaning)} ({code.GetString(DicomTag.CodeValue)}, {code.GetString(DicomTag.CodingSchemeDesignator)})"
            : "";
        var relationship = item.GetString(DicomTag.RelationshipType) is { } type ? $"{type} " : "";
        tree.Add($"{new string(' ', 2 * depth)}{relationship}{item.GetString(DicomTag.ValueType)}{name}{template}");
        var children = new List<string>();
        foreach (var child in item.GetItems(DicomTag.ContentSequence))
        {
            var branch = new List<string>();
            Show(child, depth + 1, branch);
            var text = string.Join('\n', branch);
            if (children.Contains(text))
                continue;
            children.Add(text);
            tree.AddRange(branch);
        }
    }

    private static string DecodedBy(PixelCompression compression) => compression switch
    {
        PixelCompression.None => "not compressed",
        PixelCompression.Jpeg => "JpegLibrary, in a worker process",
        PixelCompression.Jpeg2000 => "libopenjp2, in a worker process",
        PixelCompression.NotDecoded => "refused by name",
        _ => "own codec",
    };
}
