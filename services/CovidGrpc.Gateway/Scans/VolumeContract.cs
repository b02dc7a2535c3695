using CovidGrpc.Contracts.V1;
using CovidGrpc.Metrics.Volumes;

namespace CovidGrpc.Gateway.Scans;

/// <summary>Volumes in the words of the contract, and why there are none.</summary>
internal static class VolumeContract
{
    /// <param name="verdict">Receives volumes, involvement and warnings.</param>
    /// <param name="hasFindings">Whether findings were asked for.</param>
    /// <param name="volumes">The volumes; null where the scan's geometry tells none.</param>
    public static void AddTo(ScanDiagnosis verdict, bool hasFindings, LungVolumes? volumes)
    {
        if (!hasFindings || volumes is null)
        {
            var why = !hasFindings ? "findings were not asked for" : verdict.Slices == 1 ? "one slice tells no distance" : "the files tell no positions or no pixel spacing";
            verdict.Warnings.Add(new Warning { Code = "VOLUMES_UNKNOWN", Message = $"There are no volumes: {why}." });
            return;
        }

        verdict.Volumes.AddRange(
        [
            Volume(Tissue.Lung, volumes, part => part.LungMl),
            Volume(Tissue.GroundGlassOpacity, volumes, part => part.GroundGlassOpacityMl),
            Volume(Tissue.Consolidation, volumes, part => part.ConsolidationMl),
        ]);
        verdict.InvolvementPercent = volumes.Whole.InvolvementPercent;
        verdict.LeftInvolvementPercent = volumes.Left?.InvolvementPercent ?? 0;
        verdict.RightInvolvementPercent = volumes.Right?.InvolvementPercent ?? 0;
        if (volumes.Whole.LungMl == 0)
        {
            verdict.Warnings.Add(new Warning { Code = "NO_LUNG", Message = "No lung was found in the scan." });
        }
        else if (volumes.Left is null)
        {
            verdict.Warnings.Add(new Warning { Code = "SIDES_UNKNOWN", Message = "Left and right lung cannot be told apart: their volumes are 0 and mean nothing." });
        }
    }

    private static TissueVolume Volume(Tissue tissue, LungVolumes volumes, Func<TissueVolumes, double> of) => new()
    {
        Tissue = tissue,
        TotalMl = of(volumes.Whole),
        LeftMl = volumes.Left is { } left ? of(left) : 0,
        RightMl = volumes.Right is { } right ? of(right) : 0,
    };
}
