using CovidGrpc.Dicom;

namespace CovidGrpc.Pacs.DicomWeb;

/// <summary>An instance that a search found. The identifiers never leave this process.</summary>
/// <param name="StudyUid">StudyInstanceUID.</param>
/// <param name="SeriesUid">SeriesInstanceUID.</param>
/// <param name="InstanceUid">SOPInstanceUID.</param>
/// <param name="ClassUid">SOPClassUID; empty where the PACS does not tell.</param>
internal sealed record FoundInstance(string StudyUid, string SeriesUid, string InstanceUid, string ClassUid)
{
    /// <summary>Whether it is a CT image, of one frame or many.</summary>
    public bool IsCt => ClassUid is DicomUids.CtImageStorage or DicomUids.EnhancedCtImageStorage or DicomUids.LegacyConvertedEnhancedCtImageStorage;
}
