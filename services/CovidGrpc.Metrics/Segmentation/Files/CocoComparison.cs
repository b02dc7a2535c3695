using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Metrics.Segmentation.PerImage;

namespace CovidGrpc.Metrics.Segmentation.Files;

/// <summary>Measures of a results file against its truth, all images of the truth included.</summary>
public static class CocoComparison
{
    /// <summary>COCO's detection protocol.</summary>
    /// <exception cref="ArgumentException">What is to be compared is absent from an object.</exception>
    public static CocoReport Detection(CocoTruth truth, CocoResults results, CocoOverlap overlap)
    {
        var measure = new CocoDetection(truth.Categories, overlap);
        foreach (var image in truth.Images)
            measure.Add(image.Id, image.Objects, results.Of(image.Id));
        return measure.Finish();
    }

    /// <summary>The authors' per-image average precision.</summary>
    /// <param name="truth">The truth.</param>
    /// <param name="results">The results.</param>
    /// <param name="patientOf">Whose image it is; where absent, every image is a patient of its own.</param>
    /// <param name="options">How intervals are found; the default where absent.</param>
    /// <exception cref="ArgumentException">An object has no mask, or an option is out of range.</exception>
    public static PerImageReport PerImage(
        CocoTruth truth, CocoResults results, Func<CocoImage, string?>? patientOf = null, BootstrapOptions? options = null)
    {
        var measure = new PerImageAveragePrecision(options);
        foreach (var image in truth.Images)
            measure.Add(patientOf?.Invoke(image), image.Objects, results.Of(image.Id));
        return measure.Finish();
    }
}
