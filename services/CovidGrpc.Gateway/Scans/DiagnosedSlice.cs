using CovidGrpc.Contracts.V1;
using CovidGrpc.Metrics.Volumes;

namespace CovidGrpc.Gateway.Scans;

/// <summary>One slice of a scan with its answer and what its volume needs; the pixels are gone.</summary>
/// <param name="Prepared">What the preprocessing said, without the slice.</param>
/// <param name="Diagnosis">The answer; null when the pixels could not be decoded.</param>
/// <param name="Tissues">The tissue of each pixel; null when no findings were asked for.</param>
/// <param name="Plane">Where the slice lies; null when unknown.</param>
internal sealed record DiagnosedSlice(PreprocessScanResponse Prepared, DiagnoseResponse? Diagnosis, TissueMap? Tissues, SlicePlane? Plane);
