namespace CovidGrpc.Vision.Models;

/// <summary>Anchor boxes of the region proposal network: one for each pair of size and ratio at each feature cell.</summary>
/// <param name="Sizes">Square roots of the anchors' areas, pixels of the network's 512×512 image, above 0, at most 1024.</param>
/// <param name="Ratios">Height over width, 0.01 to 100.</param>
public sealed record AnchorSettings(IReadOnlyList<double> Sizes, IReadOnlyList<double> Ratios);
