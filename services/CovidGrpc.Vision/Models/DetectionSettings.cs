namespace CovidGrpc.Vision.Models;

/// <summary>How a model finds objects.</summary>
/// <param name="Tissues">Meaning of the detection labels 1, 2, ..., in order.</param>
/// <param name="Anchors">Anchor boxes.</param>
/// <param name="Rpn">Region proposal network.</param>
/// <param name="NmsThreshold">A detection is dropped when it overlaps a better one of its tissue by an IoU above this, 0 to 1.</param>
/// <param name="MaskActivation">What becomes of mask logits before they are compared with the mask threshold.</param>
/// <param name="Findings">Cut for findings.</param>
public sealed record DetectionSettings(
    IReadOnlyList<Tissue> Tissues,
    AnchorSettings Anchors,
    RpnSettings Rpn,
    double NmsThreshold,
    MaskActivation MaskActivation,
    FindingSettings Findings);
