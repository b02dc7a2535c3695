using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>What <c>covid diagnose</c> was asked for.</summary>
/// <param name="Files">The images, and the folders and ZIPs of scans, in order.</param>
/// <param name="Gateway">The gateway; null runs all services in this process.</param>
/// <param name="Services">What services in this process run on.</param>
/// <param name="Options">What each diagnosis is asked to be.</param>
/// <param name="Overlay">Where the overlay goes: a PNG file, or a folder for one PNG for each file.</param>
/// <param name="Json">True for one JSON object a file.</param>
/// <param name="Timeout">Longest wait for one image.</param>
/// <param name="ScanTimeout">Longest wait for one scan; null for none.</param>
internal sealed record DiagnoseSettings(
    IReadOnlyList<string> Files, GatewayTarget? Gateway, SuiteOptions Services, DiagnosisOptions Options, OverlayTarget? Overlay, bool Json, TimeSpan Timeout, TimeSpan? ScanTimeout);
