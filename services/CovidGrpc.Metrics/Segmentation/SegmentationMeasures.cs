using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation.Coco;
using CovidGrpc.Metrics.Segmentation.Overlap;
using CovidGrpc.Metrics.Segmentation.PerImage;

namespace CovidGrpc.Metrics.Segmentation;

/// <summary>All measures of instances, over images that are added one by one: the authors' average precision, COCO's protocol, Dice and IoU.</summary>
/// <param name="categories">All categories, each id once.</param>
/// <param name="leastScore">The score from which an instance counts for Dice and IoU.</param>
/// <param name="options">How intervals are found; the default where absent.</param>
/// <exception cref="ArgumentException">An id stands twice, or an option is out of range.</exception>
public sealed class SegmentationMeasures(
    IReadOnlyList<ObjectCategory> categories, double leastScore = TissueOverlap.DefaultLeastScore, BootstrapOptions? options = null)
{
    private readonly PerImageAveragePrecision _perImage = new(options);
    private readonly CocoDetection _masks = new(categories, CocoOverlap.Mask);
    private readonly CocoDetection _boxes = new(categories, CocoOverlap.Box);
    private readonly TissueOverlap _overlap = new(categories, leastScore, options);

    /// <summary>Adds an image.</summary>
    /// <param name="image">Its number; predictions of equal score are ranked by it.</param>
    /// <param name="patient">Whose image it is; null or empty where not known.</param>
    /// <param name="truths">The objects that are there, in the order of their file.</param>
    /// <param name="predictions">The objects that were found, in the order of their file.</param>
    /// <exception cref="ArgumentException">
    /// A category is not known, a mask is absent, masks differ in size, or a score is not finite. The image is then not added.
    /// </exception>
    public void Add(long image, string? patient, IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        // The strictest first: what it takes, the others take.
        _masks.Add(image, truths, predictions);
        _boxes.Add(image, truths, predictions);
        _perImage.Add(patient, truths, predictions);
        _overlap.Add(patient, truths, predictions);
    }

    /// <summary>The measures over all images so far.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public SegmentationReport Finish(CancellationToken cancellationToken = default) => new()
    {
        PerImage = _perImage.Finish(cancellationToken),
        Masks = _masks.Finish(),
        Boxes = _boxes.Finish(),
        Overlap = _overlap.Finish(cancellationToken),
        LeastScore = leastScore,
    };
}
