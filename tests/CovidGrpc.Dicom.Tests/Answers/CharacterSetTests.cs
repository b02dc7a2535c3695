using System.Text;
using CovidGrpc.Dicom.Answers;
using CovidGrpc.Tests;

namespace CovidGrpc.Dicom.Tests.Answers;

/// <summary>Names in any character set of PS3.3 C.12.1.1.2 come back as they were: bytes are copied, with the set that says what they mean.</summary>
public sealed class CharacterSetTests
{
    /// <summary>Sets, and a name in each (the examples of PS3.5 annexes H to K, and others), as bytes in hexadecimal.</summary>
    public static TheoryData<string, string> Names => new()
    {
        { "ISO_IR 100", "4D FC 6C 6C 65 72 5E 4A F6 72 67" },
        { "ISO_IR 144", "BB EE DA 63 65 DC D1 79 70 D3" },
        { "ISO_IR 13", "D4 CF C0 DE 5E C0 DB B3" },
        { @"\ISO 2022 IR 87", "59 61 6D 61 64 61 5E 54 61 72 6F 75 3D 1B 24 42 3B 33 45 44 1B 28 42 5E 1B 24 42 42 40 4F 3A 1B 28 42" },
        { @"ISO 2022 IR 13\ISO 2022 IR 87", "D4 CF C0 DE 5E C0 DB B3 3D 1B 24 42 3B 33 45 44 1B 28 4A 5E 1B 24 42 42 40 4F 3A 1B 28 4A" },
        { @"\ISO 2022 IR 149", "48 6F 6E 67 5E 47 69 6C 64 6F 6E 67 3D 1B 24 29 43 FB F3 5E 1B 24 29 43 D1 CE D4 D7" },
        { @"\ISO 2022 IR 58", "5A 68 61 6E 67 5E 58 69 61 6F 3D 1B 24 29 41 D5 C5 5E 1B 24 29 41 D0 A1" },
        { "ISO_IR 192", "57 61 6E 67 5E 58 69 61 6F 3D E7 8E 8B 5E E5 B0 8F E6 9D B1" },
        { "GB18030", "57 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D CD F5 5E D0 A1 B6 AB" },
        // The second byte of a character is that of a backslash, a caret, and an equals sign's neighbour.
        { "GB18030", "81 5C 81 5E 81 3E" },
        { "GBK", "57 61 6E 67 3D CD F5 5E D0 A1" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Write_Answers_CarryTheNameAsItWas(string characterSet, string name)
    {
        var bytes = Bytes(name);
        var scan = AnswerScan.Create();
        var headers = scan.Headers.Select(header => Read(header, characterSet, bytes)).ToArray();
        var context = AnswerScan.ContextOf(headers);
        var segmentation = SegmentationDocument.Write(context, scan.Masks)!;

        foreach (var written in (DicomFile[])[segmentation.File, ReportDocument.Write(context, AnswerScan.Measurements, segmentation)])
        {
            var answer = DicomFile.Read(written.ToArray()).Dataset;
            Assert.Equal(Trimmed(bytes), Trimmed(answer.Find(DicomTag.PatientName)!.Value.ToArray()));
            Assert.Equal(Trimmed(bytes), Trimmed(answer.Find(DicomTag.PatientId)!.Value.ToArray()));
            Assert.Equal(characterSet, string.Join('\\', answer.GetStrings(DicomTag.SpecificCharacterSet)));
            // Whatever the source's set, our own texts mean the same in it: no set moves these characters, ISO_IR 13 only those two.
            Assert.All(OwnTexts(answer), text => Assert.All(text, character => Assert.True(character is >= ' ' and < '~' and not '\\', text)));
        }
    }

    [Theory]
    [InlineData(@"\ISO 2022 IR 87", "59 61 6D 61 64 61 5E 54 61 72 6F 75 3D 1B 24 42 3B 33 45 44 1B 28 42 5E 1B 24 42 42 40 4F 3A 1B 28 42", "Yamada^Tarou=山田^太郎")]
    [InlineData(@"\ISO 2022 IR 149", "48 6F 6E 67 5E 47 69 6C 64 6F 6E 67 3D 1B 24 29 43 FB F3 5E 1B 24 29 43 D1 CE D4 D7", "Hong^Gildong=洪^吉洞")]
    [InlineData("GB18030", "57 61 6E 67 5E 58 69 61 6F 44 6F 6E 67 3D CD F5 5E D0 A1 B6 AB", "Wang^XiaoDong=王^小东")]
    [InlineData("ISO_IR 192", "57 61 6E 67 5E 58 69 61 6F 3D E7 8E 8B 5E E5 B0 8F E6 9D B1", "Wang^Xiao=王^小東")]
    public void Write_Report_ShowsPydicomTheNameOfTheSource(string characterSet, string name, string expected)
    {
        const string script =
            """
            import sys, pydicom
            ds = pydicom.dcmread(sys.argv[1]); ds.decode()
            print(ascii(str(ds.PatientName)), ds.SeriesDescription)
            """;
        var scan = AnswerScan.Create();
        var context = AnswerScan.ContextOf(scan.Headers.Select(header => Read(header, characterSet, Bytes(name))));

        var printed = Tool.Python(ReportDocument.Write(context, AnswerScan.Measurements, segmentation: null), script);

        var escaped = string.Concat(expected.Select(character => character < 128 ? $"{character}" : $"\\u{(int)character:x4}"));
        Assert.StartsWith($"'{escaped}' CT lung report", printed, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deidentify_AnySet_LeavesNoByteOfTheName(string characterSet, string name)
    {
        var file = new DicomFile(Read(SyntheticCt.Dataset(), characterSet, Bytes(name)));

        var image = ImageOnly.From(file).ToArray();

        Assert.Equal(-1, image.AsSpan().IndexOf(Trimmed(Bytes(name))));
    }

    // As a file of that set is read: through bytes.
    private static DicomDataset Read(DicomDataset header, string characterSet, byte[] name)
    {
        header.SetBytes(DicomTag.SpecificCharacterSet, DicomVr.CS, Encoding.ASCII.GetBytes(characterSet))
            .SetBytes(DicomTag.PatientName, DicomVr.PN, name).SetBytes(DicomTag.PatientId, DicomVr.LO, name);
        return DicomFile.Read(new DicomFile(header).ToArray()).Dataset;
    }

    private static IEnumerable<string> OwnTexts(DicomDataset dataset) => dataset.SelectMany(element => element switch
    {
        { Items: { } items } => items.SelectMany(OwnTexts),
        _ when element.Tag == DicomTag.PatientName || element.Tag == DicomTag.PatientId || element.Tag == DicomTag.SpecificCharacterSet => [],
        { Vr: DicomVr.LO or DicomVr.LT or DicomVr.PN or DicomVr.SH or DicomVr.ST or DicomVr.UC or DicomVr.UT } => [Encoding.Latin1.GetString(element.Value.Span)],
        _ => [],
    });

    private static byte[] Bytes(string hexadecimal) => Convert.FromHexString(hexadecimal.Replace(" ", "", StringComparison.Ordinal));

    private static byte[] Trimmed(byte[] text) => [.. text.Reverse().SkipWhile(octet => octet == ' ').Reverse()];
}
