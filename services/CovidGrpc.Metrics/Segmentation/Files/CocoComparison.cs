using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Metrics.Segmentation.Overlap;
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

    /// <summary>All measures. Every image is a patient of its own unless told otherwise.</summary>
    /// <param name="truth">The truth.</param>
    /// <param name="results">The results.</param>
    /// <param name="leastScore">The score from which an instance counts for Dice and IoU.</param>
    /// <param name="patientOf">Whose image it is; where absent, every image is a patient of its own.</param>
    /// <param name="options">How intervals are found; the default where absent.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ArgumentException">An object has no mask, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static SegmentationReport All(
        CocoTruth truth,
        CocoResults results,
        double leastScore = TissueOverlap.DefaultLeastScore,
        Func<CocoImage, string?>? patientOf = null,
        BootstrapOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var measures = new SegmentationMeasures(truth.Categories, leastScore, options);
        foreach (var image in truth.Images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            measures.Add(image.Id, patientOf?.Invoke(image), image.Objects, results.Of(image.Id));
        }

        return measures.Finish(cancellationToken);
    }
}
