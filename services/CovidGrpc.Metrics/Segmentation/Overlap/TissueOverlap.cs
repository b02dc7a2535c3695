using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Segmentation.Overlap;

/// <summary>
/// Dice and IoU of each tissue, as the mean over images and with the pixels of all images together. Every tissue is compared by itself: where
/// instances of two tissues overlap, their common pixels count for both.
/// </summary>
/// <remarks>An image without a tissue in truth and prediction has no value for it and is left out of its mean, and counted. Three numbers are kept for each image and tissue.</remarks>
public sealed class TissueOverlap
{
    /// <summary>The score from which a predicted instance counts, unless told otherwise.</summary>
    public const double DefaultLeastScore = 0.5;

    private const int MeasuresOfTissue = 4;

    private readonly PatientIndex _patients = new();
    private readonly List<int> _patientOfImage = [];
    private readonly List<PixelCounts> _counts = [];
    private readonly ObjectCategory[] _tissues;
    private readonly double _leastScore;
    private readonly BootstrapOptions _options;

    /// <summary>Starts with no image.</summary>
    /// <param name="tissues">What is compared. The id is an instance's category and a label map's value; each once.</param>
    /// <param name="leastScore">The score from which a predicted instance counts.</param>
    /// <param name="options">How intervals are found; the default where absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public TissueOverlap(IReadOnlyList<ObjectCategory> tissues, double leastScore = DefaultLeastScore, BootstrapOptions? options = null)
    {
        _tissues = [.. tissues];
        _leastScore = leastScore;
        _options = options ?? new();
        _options.Check();
    }

    /// <summary>Adds an image by its instances; those of one tissue are united.</summary>
    /// <param name="patient">Whose image it is; null or empty where not known.</param>
    /// <param name="truths">The objects that are there; of other categories than those that are compared, none counts.</param>
    /// <param name="predictions">The objects that were found.</param>
    /// <returns>The pixels of each tissue.</returns>
    /// <exception cref="ArgumentException">A mask is absent or of another size than the others.</exception>
    public IReadOnlyList<PixelCounts> Add(string? patient, IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        ObjectChecks.Check(truths, predictions);
        ObjectChecks.CheckMasks(truths, predictions);
        return Add(patient, [.. _tissues.Select(tissue => Count(
            RunLengthMask.Union(truths.Where(truth => truth.Category == tissue.Id).Select(truth => truth.Mask!)),
            RunLengthMask.Union(predictions.Where(found => found.Category == tissue.Id && found.Score >= _leastScore).Select(found => found.Mask!))))]);
    }

    /// <summary>Adds an image by its label maps: the value of a pixel is the id of its tissue, or of none.</summary>
    /// <param name="patient">Whose image it is; null or empty where not known.</param>
    /// <param name="truth">What is there.</param>
    /// <param name="predicted">What was found, pixel by pixel in the same order.</param>
    /// <returns>The pixels of each tissue.</returns>
    /// <exception cref="ArgumentException">The maps differ in size.</exception>
    public IReadOnlyList<PixelCounts> AddLabels(string? patient, ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted)
    {
        if (truth.Length != predicted.Length)
            throw new ArgumentException("Label maps of different size cannot be compared.", nameof(predicted));
        var (common, real, found) = (new long[256], new long[256], new long[256]);
        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            real[truth[pixel]]++;
            found[predicted[pixel]]++;
            if (truth[pixel] == predicted[pixel])
                common[truth[pixel]]++;
        }

        return Add(patient, [.. _tissues.Select(tissue => tissue.Id is >= 0 and < 256 ? new PixelCounts(common[tissue.Id], real[tissue.Id], found[tissue.Id]) : default)]);
    }

    /// <summary>The measures over all images so far.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public OverlapReport Finish(CancellationToken cancellationToken = default)
    {
        var estimates = PatientBootstrap.Estimate(_patients.Count, _tissues.Length * MeasuresOfTissue, Measure, _options, cancellationToken);
        TissueOverlapReport[] tissues = [.. _tissues.Select((tissue, index) => Report(tissue, index, estimates.AsSpan(index * MeasuresOfTissue, MeasuresOfTissue)))];
        return new()
        {
            Images = _patientOfImage.Count,
            Patients = _patients.Count,
            ImagesWithoutPatient = _patients.Unnamed,
            Tissues = tissues,
            Bootstrap = _options,
            Notes = [.. tissues.Where(tissue => tissue.EmptyImages > 0).Select(tissue =>
                $"{tissue.Name}: {tissue.EmptyImages} of {_patientOfImage.Count} images have none in truth and prediction; they have no Dice or IoU and are left out of its means")],
        };
    }

    private static PixelCounts Count(RunLengthMask? truth, RunLengthMask? predicted) =>
        new(truth is null || predicted is null ? 0 : truth.Intersection(predicted), truth?.Area ?? 0, predicted?.Area ?? 0);

    private PixelCounts[] Add(string? patient, PixelCounts[] counts)
    {
        _patientOfImage.Add(_patients.Of(patient));
        _counts.AddRange(counts);
        return counts;
    }

    private TissueOverlapReport Report(ObjectCategory tissue, int index, ReadOnlySpan<Estimate> estimates)
    {
        var empty = Enumerable.Range(0, _patientOfImage.Count).Count(image => _counts[image * _tissues.Length + index].IsEmpty);
        return new()
        {
            Name = tissue.Name,
            DefinedImages = _patientOfImage.Count - empty,
            EmptyImages = empty,
            Dice = estimates[0],
            IntersectionOverUnion = estimates[1],
            PooledDice = estimates[2],
            PooledIntersectionOverUnion = estimates[3],
        };
    }

    private void Measure(ReadOnlySpan<byte> timesDrawn, Span<double> measures)
    {
        for (var tissue = 0; tissue < _tissues.Length; tissue++)
        {
            var (images, dice, iou) = (0L, 0.0, 0.0);
            var (common, truth, predicted) = (0L, 0L, 0L);
            for (var image = 0; image < _patientOfImage.Count; image++)
            {
                long times = timesDrawn[_patientOfImage[image]];
                var counts = _counts[image * _tissues.Length + tissue];
                if (times == 0 || counts.IsEmpty)
                    continue;
                images += times;
                dice += times * counts.Dice;
                iou += times * counts.IntersectionOverUnion;
                common += times * counts.Common;
                truth += times * counts.Truth;
                predicted += times * counts.Predicted;
            }

            var pooled = new PixelCounts(common, truth, predicted);
            ReadOnlySpan<double> values = [dice / images, iou / images, pooled.Dice, pooled.IntersectionOverUnion];
            values.CopyTo(measures[(tissue * MeasuresOfTissue)..]);
        }
    }
}
