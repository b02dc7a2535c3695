using CovidGrpc.Contracts.V1;
using CovidGrpc.Dicom.Answers;

namespace CovidGrpc.Pacs.Answers;

/// <summary>A verdict of the gateway as the numbers of a report.</summary>
internal static class VerdictMeasurements
{
    public static ScanMeasurements Of(ScanDiagnosis verdict)
    {
        var lung = VolumeOf(verdict, Contracts.V1.Tissue.Lung);
        return new ScanMeasurements
        {
            LungVolume = lung?.TotalMl,
            GroundGlassVolume = VolumeOf(verdict, Contracts.V1.Tissue.GroundGlassOpacity)?.TotalMl,
            ConsolidationVolume = VolumeOf(verdict, Contracts.V1.Tissue.Consolidation)?.TotalMl,
            Involvement = lung?.TotalMl > 0 ? verdict.InvolvementPercent : null,
            LeftInvolvement = lung?.LeftMl > 0 ? verdict.LeftInvolvementPercent : null,
            RightInvolvement = lung?.RightMl > 0 ? verdict.RightInvolvementPercent : null,
            Verdict = verdict.Classification is { } classification ? VerdictOf(classification) : null,
        };
    }

    private static TissueVolume? VolumeOf(ScanDiagnosis verdict, Contracts.V1.Tissue tissue) => verdict.Volumes.FirstOrDefault(volume => volume.Tissue == tissue);

    private static Verdict? VerdictOf(Classification classification) => classification.DiagnosisClass switch
    {
        Contracts.V1.DiagnosisClass.Control => new(Dicom.Answers.DiagnosisClass.Control, classification.Probabilities[0]),
        Contracts.V1.DiagnosisClass.CommonPneumonia => new(Dicom.Answers.DiagnosisClass.CommonPneumonia, classification.Probabilities[1]),
        Contracts.V1.DiagnosisClass.Covid19 => new(Dicom.Answers.DiagnosisClass.Covid19, classification.Probabilities[2]),
        _ => null,
    };
}
