using CovidGrpc.Training.Detection;
using CovidGrpc.Vision;

namespace CovidGrpc.Training.Learning;

/// <summary>What one iteration learns from.</summary>
/// <param name="Segmentation">Slices and what is to be found in them; none where nothing is drawn for it.</param>
/// <param name="Classification">Slices and their classes; none where nothing is drawn for it.</param>
internal sealed record IterationSamples(
    IReadOnlyList<(SliceInput Slice, SegmentationTarget Target)> Segmentation, IReadOnlyList<(SliceInput Slice, DiagnosticClass Truth)> Classification);
