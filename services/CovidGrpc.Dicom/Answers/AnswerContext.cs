using System.Globalization;
using System.Text;

namespace CovidGrpc.Dicom.Answers;

/// <summary>What segmentation and report of one diagnosis share. The same context writes the same identifiers and dates.</summary>
/// <param name="Source">Series that was diagnosed; patient, study and frame of reference come back from it.</param>
/// <param name="Model">Model that answered.</param>
/// <param name="JobKey">Key of the job (study, chosen instances, model), not empty; every identifier that is written derives from it.</param>
/// <param name="Time">When the answer was made, as the PACS's clock shows it.</param>
public sealed record AnswerContext(SourceSeries Source, AnswerModel Model, string JobKey, DateTimeOffset Time)
{
    /// <summary>Stands in every answer.</summary>
    public const string Notice = "Research use only. No medical device.";

    /// <summary>Manufacturer in every answer, by which earlier ones are found.</summary>
    public const string Manufacturer = "CovidGrpc";

    // Required by their modules, but possibly empty (type 2, PS3.5 7.4.3).
    private static readonly DicomTag[] PossiblyEmpty =
    [
        DicomTag.PatientName, DicomTag.PatientId, DicomTag.PatientBirthDate, DicomTag.PatientSex,
        DicomTag.StudyDate, DicomTag.StudyTime, DicomTag.ReferringPhysicianName, DicomTag.StudyId, DicomTag.AccessionNumber,
    ];

    /// <summary>SOPInstanceUID of the segmentation of this context.</summary>
    public string SegmentationInstanceUid => InstanceUid(SegmentationDocument.Part);

    /// <summary>SOPInstanceUID of the report of this context.</summary>
    public string ReportInstanceUid => InstanceUid(ReportDocument.Part);

    /// <summary>An identifier that is the same for the same job and part.</summary>
    /// <param name="part">What it names inside the job.</param>
    internal string Uid(string part) => DicomUids.Derive(Encoding.UTF8.GetBytes($"{JobKey}\n{part}"));

    internal string InstanceUid(string part) => Uid($"{part} instance");

    /// <summary>The modules that segmentation and report share: patient, study, series, equipment, SOP common.</summary>
    internal DicomDataset Begin(string sopClassUid, string part, string modality, int seriesNumber, string description)
    {
        var answer = new DicomDataset();
        foreach (var tag in PossiblyEmpty)
            answer.SetString(tag);
        Source.First.CopyIdentity(answer);
        return answer
            .SetString(DicomTag.SopClassUid, sopClassUid)
            .SetString(DicomTag.SopInstanceUid, InstanceUid(part))
            .SetString(DicomTag.SeriesInstanceUid, Uid($"{part} series"))
            .SetString(DicomTag.Modality, modality)
            .SetNumber(DicomTag.SeriesNumber, seriesNumber)
            .SetString(DicomTag.SeriesDescription, $"{description}. {Notice}")
            .SetNumber(DicomTag.InstanceNumber, 1)
            .SetString(DicomTag.ContentDate, Time.ToString("yyyyMMdd", CultureInfo.InvariantCulture))
            .SetString(DicomTag.ContentTime, Time.ToString("HHmmss", CultureInfo.InvariantCulture))
            .SetString(DicomTag.Manufacturer, Manufacturer)
            .SetString(DicomTag.ManufacturerModelName, Model.Name)
            .SetString(DicomTag.DeviceSerialNumber, Model.Digest)
            .SetString(DicomTag.SoftwareVersions, Model.Version);
    }
}
