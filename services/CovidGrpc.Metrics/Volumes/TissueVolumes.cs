namespace CovidGrpc.Metrics.Volumes;

/// <summary>Volumes of a part of the lungs, mL.</summary>
/// <param name="LungMl">Lung, lesions included.</param>
/// <param name="GroundGlassOpacityMl">Ground-glass opacity.</param>
/// <param name="ConsolidationMl">Consolidation.</param>
public sealed record TissueVolumes(double LungMl, double GroundGlassOpacityMl, double ConsolidationMl)
{
    /// <summary>Lesions over lung, per cent, 0 to 100; 0 where there is no lung.</summary>
    public double InvolvementPercent => LungMl > 0 ? 100 * (GroundGlassOpacityMl + ConsolidationMl) / LungMl : 0;

    internal static TissueVolumes From(TissueSums mm3) => new(mm3.All / 1000, mm3.GroundGlassOpacity / 1000, mm3.Consolidation / 1000);
}
