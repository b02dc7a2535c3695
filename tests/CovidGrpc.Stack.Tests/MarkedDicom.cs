using System.Text;
using CovidGrpc.Dicom;
using CovidGrpc.Testing;

namespace CovidGrpc.Stack.Tests;

/// <summary>A CT in which each attribute that tells of patient, study or institution carries a mark of its own.</summary>
internal static class MarkedDicom
{
    private const string UidRoot = "1.2.826.0.1.3680043.8.498.4711";

    private static readonly DicomTag[] Texts =
    [
        DicomTag.AccessionNumber, DicomTag.InstitutionName, DicomTag.ReferringPhysicianName, DicomTag.StudyDescription, DicomTag.SeriesDescription,
        DicomTag.ManufacturerModelName, DicomTag.PatientName, DicomTag.PatientId, DicomTag.PatientComments,
        // The address of the institution, station, department, performing physician and operators.
        new(0x0008, 0x0081), new(0x0008, 0x1010), new(0x0008, 0x1040), new(0x0008, 0x1050), new(0x0008, 0x1070),
        // Other ids and names, address, mother's name, telephone, ethnic group, occupation and history of the patient.
        new(0x0010, 0x1000), new(0x0010, 0x1001), new(0x0010, 0x1040), new(0x0010, 0x1060), new(0x0010, 0x2154), new(0x0010, 0x2160), new(0x0010, 0x2180), new(0x0010, 0x21B0),
        // Device, protocol and the study's id.
        new(0x0018, 0x1000), new(0x0018, 0x1030), new(0x0020, 0x0010),
    ];

    private static readonly DicomTag[] Uids = [DicomTag.StudyInstanceUid, DicomTag.SeriesInstanceUid, DicomTag.SopInstanceUid, DicomTag.FrameOfReferenceUid];

    private static readonly DicomTag[] Dates = [DicomTag.PatientBirthDate, DicomTag.StudyDate, DicomTag.SeriesDate, DicomTag.AcquisitionDate, DicomTag.ContentDate];

    /// <summary>What must not occur anywhere: the marks, the UIDs' root and the dates.</summary>
    public static IReadOnlyList<string> Marks { get; } = [.. Texts.Select(MarkOf), UidRoot, .. Dates.Select(DateOf)];

    public static byte[] Sound() => Marked().ToArray();

    public static byte[] Cut() => Sound() is var file ? file[..(file.Length / 2)] : [];

    public static byte[] WithMarkInPlaceOfNumber() => With(DicomTag.RescaleSlope, DicomVr.DS);

    public static byte[] WithMarkAsModality() => With(DicomTag.Modality, DicomVr.CS);

    private static byte[] With(DicomTag tag, DicomVr vr)
    {
        var file = Marked();
        file.Dataset.SetBytes(tag, vr, Encoding.ASCII.GetBytes(MarkOf(DicomTag.PatientId)));
        return file.ToArray();
    }

    private static DicomFile Marked()
    {
        var file = DicomFile.Read(File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm")));
        foreach (var tag in Texts)
        {
            file.Dataset.SetBytes(tag, tag.Vr == DicomVr.UN ? DicomVr.LO : tag.Vr, Encoding.ASCII.GetBytes(MarkOf(tag)));
        }

        foreach (var tag in Uids)
        {
            file.Dataset.SetString(tag, $"{UidRoot}.{tag.Group}.{tag.Element}");
        }

        foreach (var tag in Dates)
        {
            file.Dataset.SetString(tag, DateOf(tag));
        }

        return file;
    }

    // Twelve characters: an even length, and short enough for every text.
    private static string MarkOf(DicomTag tag) => $"MARK{tag.Group:X4}{tag.Element:X4}";

    private static string DateOf(DicomTag tag) => $"{1900 + (tag.Element & 0x3F)}0711";
}
