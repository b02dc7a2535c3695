using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>Volumes and involvement of a verdict for JSON: <c>total</c>, <c>left</c> and <c>right</c>; sides that are unknown are null.</summary>
internal static class VolumesJson
{
    private const int Digits = 3;

    /// <summary>Volumes in mL by tissue; null when unknown.</summary>
    public static Dictionary<string, object>? VolumesMl(this ScanDiagnosis verdict) => verdict.Volumes.Count == 0
        ? null
        : verdict.Volumes.ToDictionary(volume => volume.Tissue.Json(), volume => Parts(verdict, volume.TotalMl, volume.LeftMl, volume.RightMl));

    /// <summary>Lesions over lung in per cent; null when unknown.</summary>
    public static object? InvolvementPercentParts(this ScanDiagnosis verdict) => verdict.Volumes.Count == 0
        ? null
        : Parts(verdict, verdict.InvolvementPercent, verdict.LeftInvolvementPercent, verdict.RightInvolvementPercent);

    private static object Parts(ScanDiagnosis verdict, double total, double left, double right)
    {
        var hasSides = verdict.Warnings.All(warning => warning.Code != "SIDES_UNKNOWN");
        return new
        {
            Total = Math.Round(total, Digits),
            Left = hasSides ? Math.Round(left, Digits) : (double?)null,
            Right = hasSides ? Math.Round(right, Digits) : (double?)null,
        };
    }
}
