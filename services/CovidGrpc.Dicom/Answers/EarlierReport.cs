namespace CovidGrpc.Dicom.Answers;

/// <summary>A report that lies in the study already.</summary>
/// <param name="SeriesInstanceUid">Its series.</param>
/// <param name="SopClassUid">SOP class.</param>
/// <param name="SopInstanceUid">SOP instance.</param>
public sealed record EarlierReport(string SeriesInstanceUid, string SopClassUid, string SopInstanceUid)
{
    internal DicomDataset ToReference(string study) => ReportDocument.Study(study,
        [ReportDocument.Series(SeriesInstanceUid, [new DicomDataset()
            .SetString(DicomTag.ReferencedSopClassUid, SopClassUid)
            .SetString(DicomTag.ReferencedSopInstanceUid, SopInstanceUid)])]);
}
