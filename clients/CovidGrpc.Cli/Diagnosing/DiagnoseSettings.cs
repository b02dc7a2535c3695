using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary>What <c>covid diagnose</c> was asked for.</summary>
/// <param name="Files">The files, in order.</param>
/// <param name="Gateway">The gateway; null runs all services in this process.</param>
/// <param name="Model">The model's folder, for services in this process.</param>
/// <param name="Window">Window for images in HU; null for the gateway's.</param>
/// <param name="ClassificationOnly">True for the class alone.</param>
/// <param name="Overlay">Where the overlay goes: a PNG file, or a folder for one PNG for each file.</param>
/// <param name="Json">True for one JSON object a file.</param>
/// <param name="Timeout">Longest wait for one file.</param>
internal sealed record DiagnoseSettings(
    IReadOnlyList<string> Files, Uri? Gateway, string Model, Window? Window, bool ClassificationOnly, OverlayTarget? Overlay, bool Json, TimeSpan Timeout);
