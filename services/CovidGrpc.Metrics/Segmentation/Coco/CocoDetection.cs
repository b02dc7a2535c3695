namespace CovidGrpc.Metrics.Segmentation.Coco;

/// <summary>
/// COCO's detection protocol: the predictions of all images ranked together, precision read at 101 recalls, averaged over ten IoU thresholds and
/// over categories. It is not the measure of the paper's authors (<see cref="PerImage.PerImageAveragePrecision"/>).
/// </summary>
/// <remarks>
/// Gives the numbers of COCO's reference evaluator, but for what that does by accident: an object may have any id here, and a missing value is
/// NaN instead of −1. Images may come in any order. About forty bytes are kept for each prediction, at most a hundred for an image and category.
/// </remarks>
public sealed class CocoDetection
{
    private readonly ObjectCategory[] _categories;
    private readonly Dictionary<int, CategoryTally> _tallies;
    private readonly CocoOverlap _overlap;
    private int _images;

    /// <summary>Starts with no image.</summary>
    /// <param name="categories">All categories, each id once.</param>
    /// <param name="overlap">What is compared.</param>
    /// <exception cref="ArgumentException">An id stands twice.</exception>
    public CocoDetection(IReadOnlyList<ObjectCategory> categories, CocoOverlap overlap)
    {
        _categories = [.. categories];
        _tallies = _categories.ToDictionary(category => category.Id, _ => new CategoryTally());
        _overlap = overlap;
    }

    /// <summary>The ten IoU thresholds, 0.50 to 0.95; a match must reach them.</summary>
    public static IReadOnlyList<double> Thresholds => CocoProtocol.Thresholds;

    /// <summary>Adds an image.</summary>
    /// <param name="image">Its id; predictions of equal score are ranked by it.</param>
    /// <param name="truths">The objects that are there, in the order of their file.</param>
    /// <param name="predictions">The objects that were found, in the order of their file.</param>
    /// <exception cref="ArgumentException">
    /// A category is not known, a mask (or box) is absent, masks differ in size, or a score is not finite. The image is then not added.
    /// </exception>
    public void Add(long image, IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        ObjectChecks.Check(truths, predictions);
        if (_overlap == CocoOverlap.Mask)
            ObjectChecks.CheckMasks(truths, predictions);
        else
            ObjectChecks.CheckBoxes(truths, predictions);
        if (!truths.Select(truth => truth.Category).Concat(predictions.Select(found => found.Category)).All(_tallies.ContainsKey))
            throw new ArgumentException("An object's category is not one of those that are measured.");

        _images++;
        var found = predictions.ToLookup(prediction => prediction.Category);
        var real = truths.ToLookup(truth => truth.Category);
        foreach (var (category, tally) in _tallies)
        {
            if (found.Contains(category) || real.Contains(category))
                tally.Add(new([.. real[category]], found[category], _overlap), image);
        }
    }

    /// <summary>The measures over all images so far.</summary>
    public CocoReport Finish()
    {
        foreach (var tally in _tallies.Values)
            tally.Sort();
        return new()
        {
            Overlap = _overlap,
            Images = _images,
            AveragePrecision = Precision(0),
            AveragePrecision50 = Precision(0, CocoProtocol.Threshold50),
            AveragePrecision75 = Precision(0, CocoProtocol.Threshold75),
            AveragePrecisionSmall = Precision(1),
            AveragePrecisionMedium = Precision(2),
            AveragePrecisionLarge = Precision(3),
            AverageRecall1 = Recall(0, 1),
            AverageRecall10 = Recall(0, 10),
            AverageRecall100 = Recall(0),
            AverageRecallSmall = Recall(1),
            AverageRecallMedium = Recall(2),
            AverageRecallLarge = Recall(3),
            Categories = [.. _categories.Select(Report)],
            Notes = [.. Notes()],
        };
    }

    private static double MeanOrNaN(IEnumerable<double> values) => values.DefaultIfEmpty(double.NaN).Average();

    private double Precision(int range, int? threshold = null) =>
        MeanOrNaN(Curves(range, CocoProtocol.MostPredictions, threshold).SelectMany(curve => curve.Precision));

    private double Recall(int range, int most = CocoProtocol.MostPredictions) => MeanOrNaN(Curves(range, most, null).Select(curve => curve.Recall));

    private IEnumerable<PrecisionCurve> Curves(int range, int most, int? threshold) =>
        from tally in _tallies.Values
        from index in threshold is { } one ? [one] : Enumerable.Range(0, CocoProtocol.Thresholds.Length)
        let curve = tally.Curve(range, index, most)
        where curve is not null
        select curve;

    private CocoCategoryReport Report(ObjectCategory category)
    {
        var tally = _tallies[category.Id];
        PrecisionCurve?[] curves = [.. CocoProtocol.Thresholds.Select((_, threshold) => tally.Curve(0, threshold))];
        return new()
        {
            Name = category.Name,
            Objects = tally.Objects[0],
            Predictions = tally.Predictions,
            AveragePrecision = MeanOrNaN(curves.OfType<PrecisionCurve>().SelectMany(curve => curve.Precision)),
            AveragePrecisionAtThresholds = [.. curves.Select(curve => curve?.Precision.Average() ?? double.NaN)],
            RecallAtThresholds = [.. curves.Select(curve => curve?.Recall ?? double.NaN)],
            PrecisionCurves = [.. curves.Select(curve => curve?.Precision ?? [])],
        };
    }

    private IEnumerable<string> Notes()
    {
        string[] ranges = ["", "small ", "medium ", "large "];
        foreach (var category in _categories)
        {
            var missing = ranges.Where((_, range) => _tallies[category.Id].Objects[range] == 0).ToArray();
            if (missing.Contains(""))
                yield return $"{category.Name}: no object, so the category is left out of the means";
            else if (missing.Length > 0)
                yield return $"{category.Name}: no {string.Join("and no ", missing)}object, so the category is left out of those means";
        }
    }
}
