using CovidGrpc.Training.OneShot;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Learning;

/// <summary>What one iteration learns from.</summary>
/// <param name="Segmentation">A slice and what is to be found in it; null where the recipe takes none.</param>
/// <param name="Classification">A slice and its class; null where the recipe takes none.</param>
internal sealed record IterationSamples((SliceInput Slice, SegmentationTarget Target)? Segmentation, (SliceInput Slice, DiagnosticClass Truth)? Classification);
