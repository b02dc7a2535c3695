using System.Globalization;
using CovidGrpc.Dicom;
using CovidGrpc.Tests;

namespace CovidGrpc.Pacs.Tests;

/// <summary>A small CT study of a patient who must never show up elsewhere.</summary>
internal static class CtStudy
{
    public const string PatientMark = SyntheticCt.PatientMark;
    public const string StudyUid = "1.2.826.0.1.3680043.8.498.4711.2";
    public const string SeriesUid = "1.2.826.0.1.3680043.8.498.4711.3";

    public static string InstanceUid(int number) => string.Create(CultureInfo.InvariantCulture, $"1.2.826.0.1.3680043.8.498.4711.3.{number}");

    /// <summary>Axial slices 5 mm apart, in the order of their positions; each differs from the others in its pixels.</summary>
    public static DicomFile[] Slices(int count, int rows = 64) => [.. Enumerable.Range(1, count).Select(number => Slice(number, rows))];

    public static DicomFile Slice(int number, int rows = 64)
    {
        var values = SyntheticCt.StoredValues(rows, rows);
        values[number] = (short)number;
        return new DicomFile(SyntheticCt.Dataset(rows, rows)
            .SetString(DicomTag.StudyInstanceUid, StudyUid)
            .SetString(DicomTag.SeriesInstanceUid, SeriesUid)
            .SetString(DicomTag.SopInstanceUid, InstanceUid(number))
            .SetNumber(DicomTag.InstanceNumber, number)
            .SetNumber(DicomTag.ImagePositionPatient, -160, -160, 5.0 * number)
            .SetBytes(DicomTag.PixelData, DicomVr.OW, SyntheticCt.Words(values)));
    }
}
