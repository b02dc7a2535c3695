using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Metrics.Segmentation.PerImage;

/// <summary>
/// The measure of the paper's authors: one average precision for each image, over all its categories together, and the plain mean of those over the
/// images. It is not COCO's AP, which ranks the predictions of all images together and averages over categories; the two are not comparable.
/// </summary>
/// <remarks>
/// An image without objects and without predictions counts as 1, one with only either as 0. Predictions are ranked by their score in single
/// precision, equal scores in reverse order of input. Ten values are kept for each image.
/// </remarks>
public sealed class PerImageAveragePrecision
{
    /// <summary>The thresholds, 0.50 to 0.95 in steps of 0.05, in single precision; a match must exceed them.</summary>
    public static IReadOnlyList<float> Thresholds { get; } = [0.5f, 0.55f, 0.6f, 0.65f, 0.7f, 0.75f, 0.8f, 0.85f, 0.9f, 0.95f];

    private readonly PatientIndex _patients = new();
    private readonly List<int> _patientOfImage = [];
    private readonly List<float> _values = [];
    private readonly BootstrapOptions _options;

    /// <summary>Starts with no image.</summary>
    /// <param name="options">How intervals are found; the default where absent.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public PerImageAveragePrecision(BootstrapOptions? options = null)
    {
        _options = options ?? new();
        _options.Check();
    }

    /// <summary>Adds an image.</summary>
    /// <param name="patient">Whose image it is; null or empty where not known.</param>
    /// <param name="truths">The objects that are there, in the order of their file. Crowds count as any other object.</param>
    /// <param name="predictions">The objects that were found, in the order of their file.</param>
    /// <returns>The image's average precision at each threshold.</returns>
    /// <exception cref="ArgumentException">A mask is absent or of another size than the others, or a score is not finite.</exception>
    public IReadOnlyList<float> Add(string? patient, IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        ObjectChecks.Check(truths, predictions);
        ObjectChecks.CheckMasks(truths, predictions);
        var values = OfImage(truths, predictions);
        _patientOfImage.Add(_patients.Of(patient));
        _values.AddRange(values);
        return values;
    }

    /// <summary>The means over all images so far.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PerImageReport Finish(CancellationToken cancellationToken = default)
    {
        var count = Thresholds.Count;
        var estimates = PatientBootstrap.Estimate(_patients.Count, count + 1, Means, _options, cancellationToken);
        List<string> notes = [];
        if (_patientOfImage.Count == 0)
            notes.Add("no image was added: nothing is defined");
        return new()
        {
            Images = _patientOfImage.Count,
            Patients = _patients.Count,
            ImagesWithoutPatient = _patients.Unnamed,
            Mean = estimates[count],
            AtThresholds = estimates[..count],
            Bootstrap = _options,
            Notes = notes,
        };
    }

    /// <summary>The predictions in the order in which the authors go through them.</summary>
    internal static PredictedObject[] Rank(IReadOnlyList<PredictedObject> predictions) =>
        [.. predictions.OrderBy(prediction => (float)prediction.Score).Reverse()];

    /// <summary>IoU of every prediction with every true object, in single precision.</summary>
    internal static float[,] Overlaps(IReadOnlyList<TruthObject> truths, PredictedObject[] ranked)
    {
        var overlaps = new float[ranked.Length, truths.Count];
        for (var place = 0; place < ranked.Length; place++)
        {
            for (var truth = 0; truth < truths.Count; truth++)
            {
                var (found, real) = (ranked[place].Mask!, truths[truth].Mask!);
                var common = found.Intersection(real);
                overlaps[place, truth] = (float)common / (found.Area + real.Area - common);
            }
        }

        return overlaps;
    }

    private static float[] OfImage(IReadOnlyList<TruthObject> truths, IReadOnlyList<PredictedObject> predictions)
    {
        if (truths.Count == 0 || predictions.Count == 0)
            return [.. Thresholds.Select(_ => truths.Count == predictions.Count ? 1f : 0f)];
        var ranked = Rank(predictions);
        var overlaps = Overlaps(truths, ranked);
        return [.. Thresholds.Select(threshold => (float)PerImageMatches.Of(truths, ranked, overlaps, threshold).AveragePrecision())];
    }

    private void Means(ReadOnlySpan<byte> timesDrawn, Span<double> measures)
    {
        var count = Thresholds.Count;
        var images = 0L;
        measures.Clear();
        for (var image = 0; image < _patientOfImage.Count; image++)
        {
            var times = timesDrawn[_patientOfImage[image]];
            images += times;
            for (var threshold = 0; threshold < count; threshold++)
                measures[threshold] += times * _values[image * count + threshold];
        }

        foreach (ref var measure in measures[..count])
        {
            measure /= images;
            measures[count] += measure / count;
        }
    }
}
