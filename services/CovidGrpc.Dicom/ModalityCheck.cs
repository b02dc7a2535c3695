using System.Collections.Frozen;

namespace CovidGrpc.Dicom;

/// <summary>Refuses objects of other modalities, by name where the name is a standard term.</summary>
internal static class ModalityCheck
{
    // Only terms from this list are repeated in a message; anything else in the attribute might be a person's name.
    private static readonly FrozenSet<string> DefinedTerms = FrozenSet.ToFrozenSet(
    [
        "CR", "DX", "ECG", "IO", "KO", "MG", "MR", "NM", "OT", "PR", "PT", "REG", "RF", "RTDOSE", "RTIMAGE", "RTPLAN",
        "RTSTRUCT", "SC", "SEG", "SM", "SR", "US", "XA", "XC",
    ]);

    public static void RequireCt(DicomDataset dataset)
    {
        var modality = dataset.GetString(DicomTag.Modality);
        if (modality == "CT" || (modality is null && dataset.GetString(DicomTag.SopClassUid) == DicomUids.CtImageStorage))
            return;
        var what = modality is not null && DefinedTerms.Contains(modality) ? $"is of modality {modality}"
            : modality is null ? "states no modality" : "is of another modality";
        throw new DicomException(DicomReasons.NotCt, $"The DICOM object {what}: a CT image is needed.");
    }
}
