using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing.Scans;

/// <summary>What is kept of a slice for the answer; its masks are not.</summary>
/// <param name="Index">Number from the feet, from 0.</param>
/// <param name="Instance">Number of its file.</param>
/// <param name="Frame">Number of its frame in the file.</param>
/// <param name="Classification">Its class; null without one.</param>
/// <param name="LungAreaMm2">Lung, lesions included; null when unknown.</param>
/// <param name="LesionAreaMm2">Lesions; null when unknown.</param>
internal sealed record ScanSlice(uint Index, uint Instance, uint Frame, Contracts.V1.Classification? Classification, double? LungAreaMm2, double? LesionAreaMm2)
{
    public static ScanSlice From(SliceDiagnosis slice) => new(
        slice.Index,
        slice.Instance,
        slice.Frame,
        slice.Diagnosis?.Classification,
        slice.HasLungAreaMm2 ? slice.LungAreaMm2 : null,
        slice.HasLesionAreaMm2 ? slice.LesionAreaMm2 : null);
}
