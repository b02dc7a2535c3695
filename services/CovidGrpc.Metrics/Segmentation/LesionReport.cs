using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation.Overlap;
using CovidGrpc.Metrics.Segmentation.PerImage;

namespace CovidGrpc.Metrics.Segmentation;

/// <summary>Measures of lesions without the lungs, which are easy.</summary>
/// <param name="PerImage">The authors' per-image average precision of lesions alone, each kind for itself where kinds are told apart.</param>
/// <param name="Overlap">Dice and IoU of all kinds together.</param>
public sealed record LesionReport(PerImageReport PerImage, OverlapReport Overlap)
{
    /// <summary>The measures under their names.</summary>
    public IEnumerable<NamedMeasure> Measures => [new("lesion/authors/ap50", PerImage.At50), new("lesion/authors/map", PerImage.Mean), .. Overlap.Measures];
}
