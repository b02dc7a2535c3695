using CovidGrpc.Vision.Masks;

namespace CovidGrpc.Vision;

/// <summary>One object found in a slice.</summary>
/// <param name="Label">Its tissue.</param>
/// <param name="Score">Softmax score of that tissue, 0 to 1.</param>
/// <param name="Box">Its box, in source pixels.</param>
/// <param name="Mask">Its mask, source rows × columns.</param>
/// <param name="AreaPixels">Number of pixels in the mask, at least 1.</param>
public sealed record Finding(Tissue Label, float Score, Box Box, CocoRle Mask, long AreaPixels);
