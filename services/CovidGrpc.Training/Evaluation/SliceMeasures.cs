using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Metrics.Segmentation;
using CovidGrpc.Metrics.Segmentation.Overlap;
using CovidGrpc.Metrics.Segmentation.PerImage;
using CovidGrpc.Training.Data;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Masks;

namespace CovidGrpc.Training.Evaluation;

/// <summary>Measures of a model over slices that are added one by one.</summary>
internal sealed class SliceMeasures
{
    /// <summary>Ground-glass opacity and consolidation together.</summary>
    internal const string Lesion = "lesion";

    /// <summary>Lung and lesions together, which is what volumes call lung.</summary>
    internal const string WholeLung = "lung_with_lesions";

    private const int WholeLungId = (int)Tissue.Lung;
    private const int LesionId = TissuePainting.Lesion;

    private readonly SegmentationMeasures _instances;
    private readonly PerImageAveragePrecision _lesions;
    private readonly TissueOverlap _lesionOverlap;
    private readonly TissueOverlap _wholeLungOverlap;
    private readonly ClassificationMeasures _classes;
    private readonly HashSet<Tissue> _compared;
    private readonly bool _areKindsToldApart;
    private readonly bool _arePatientsKnown;
    private readonly long[] _predicted = new long[CaseClasses.Count];
    private readonly WorstCases _worstSegmented = new();
    private readonly WorstCases _worstClassified = new();
    private long _segmented;
    private long _classified;

    /// <param name="coding">What the data set labels; null where it labels no tissue.</param>
    /// <param name="tissues">What the model finds.</param>
    /// <param name="arePatientsKnown">Whether slices name their patients.</param>
    /// <param name="options">How intervals are found.</param>
    internal SliceMeasures(LabelCoding? coding, IReadOnlyList<Tissue> tissues, bool arePatientsKnown, BootstrapOptions options)
    {
        _compared = coding is null ? [] : [.. tissues.Where(coding.Labelled.Contains)];
        _areKindsToldApart = coding?.TellsLesionsApart ?? true;
        _arePatientsKnown = arePatientsKnown;
        _instances = new(Categories(), leastScore: 0, options);
        _lesions = new(options);
        _lesionOverlap = new([new(LesionId, Lesion)], leastScore: 0, options);
        _wholeLungOverlap = new([new(WholeLungId, WholeLung)], leastScore: 0, options);
        _classes = new(options);
    }

    /// <summary>Adds a slice.</summary>
    /// <param name="slice">With its truth.</param>
    /// <param name="findings">What the model found.</param>
    /// <param name="verdict">The class that it told; null when it told none.</param>
    /// <returns>Pixels of lesion in truth and findings; none where the data set labels no tissue.</returns>
    internal PixelCounts Add(LabelledSlice slice, IReadOnlyList<Finding> findings, SliceClassification? verdict)
    {
        var patient = _arePatientsKnown ? slice.Patient : null;
        if (verdict is not null)
            _predicted[verdict.Probabilities.IndexOf(verdict.Probabilities.Max())]++;
        var isLabelled = slice.LabelMap is not null && _compared.Count > 0;
        var truths = isLabelled
            ? slice.Instances().Where(instance => instance.Possible.Any(_compared.Contains))
                .Select(instance => new TruthObject(Category(instance.Possible[0]), MaskOf(slice, instance.Mask.Span))).ToArray()
            : [];
        var found = findings.Where(finding => !isLabelled || _compared.Contains(finding.Label))
            .Select(finding => new PredictedObject(Category(finding.Label), finding.Score, MaskOf(finding.Mask))).ToArray();
        var painted = Paint(slice, isLabelled ? truths : null, found);
        if (slice.Class is { } truth)
        {
            AddClass(patient, truth, verdict);
            _worstClassified.Add(painted with { Measure = verdict?.Probabilities[(int)truth] ?? 0 });
        }

        if (!isLabelled)
            return default;

        _worstSegmented.Add(painted with { Measure = TissuePainting.Dice(painted.Truth.Span, painted.Found.Span) });
        _instances.Add(_segmented++, patient, truths, found);
        TruthObject[] lesions = [.. truths.Where(instance => instance.Category != (int)Tissue.Lung)];
        PredictedObject[] foundLesions = [.. found.Where(finding => finding.Category != (int)Tissue.Lung)];
        _lesions.Add(patient, lesions, foundLesions);
        var lesionPixels = AllLesions(slice).ToArray();
        if (AreLungsAndLesionsLabelled)
        {
            var lungs = truths.Where(instance => instance.Category == (int)Tissue.Lung).Concat(lesionPixels);
            _wholeLungOverlap.Add(
                patient,
                [.. lungs.Select(instance => instance with { Category = WholeLungId })],
                [.. found.Select(finding => finding with { Category = WholeLungId })]);
        }

        return _lesionOverlap.Add(
            patient,
            lesionPixels,
            [.. foundLesions.Select(finding => finding with { Category = LesionId })])[0];
    }

    /// <summary>The measures over all slices so far.</summary>
    internal SliceReport Finish(string data, CancellationToken cancellation)
    {
        return new(
            data,
            _predicted,
            _segmented > 0 ? Segmentation(cancellation) : null,
            _classified > 0 ? _classes.Finish(cancellation) : null)
        {
            WorstSegmented = _worstSegmented.Kept,
            WorstClassified = _worstClassified.Kept,
        };
    }

    private bool AreLungsAndLesionsLabelled => _compared.Contains(Tissue.Lung) && _compared.Count > 1;

    private SegmentationReport Segmentation(CancellationToken cancellation) => _instances.Finish(cancellation) with
    {
        Lesions = new(_lesions.Finish(cancellation), _lesionOverlap.Finish(cancellation)),
        WholeLungs = AreLungsAndLesionsLabelled ? _wholeLungOverlap.Finish(cancellation) : null,
    };

    private static WorstCase Paint(LabelledSlice slice, IEnumerable<TruthObject>? truths, IEnumerable<PredictedObject> found) => new(
        slice.Id,
        0,
        slice.Pixels,
        slice.Rows,
        slice.Columns,
        truths is null ? ReadOnlyMemory<byte>.Empty : TissuePainting.Of(truths.Select(item => (item.Category, item.Mask!)), slice.Rows, slice.Columns),
        TissuePainting.Of(found.Select(item => (item.Category, item.Mask!)), slice.Rows, slice.Columns),
        slice.Class);

    private void AddClass(string? patient, DiagnosticClass truth, SliceClassification? verdict)
    {
        _classified++;
        if (verdict is null)
            _classes.AddUnanswered();
        else
            _classes.Add(patient, (CaseClass)truth, new(verdict.Probabilities[0], verdict.Probabilities[1], verdict.Probabilities[2]));
    }

    private IReadOnlyList<ObjectCategory> Categories()
    {
        var names = new Dictionary<int, string>();
        foreach (var tissue in _compared)
            names[Category(tissue)] = tissue == Tissue.Lung ? "lung" : !_areKindsToldApart ? Lesion : tissue == Tissue.Consolidation ? "consolidation" : "ground_glass_opacity";
        return [.. names.OrderBy(name => name.Key).Select(name => new ObjectCategory(name.Key, name.Value))];
    }

    private int Category(Tissue tissue) => tissue == Tissue.Lung || _areKindsToldApart ? (int)tissue : LesionId;

    // Every pixel of lesion counts here, those of pieces too small to be an instance as well.
    private static IEnumerable<TruthObject> AllLesions(LabelledSlice slice)
    {
        return slice.Instances(0).Where(instance => !instance.Possible.Contains(Tissue.Lung)).Select(instance => new TruthObject(LesionId, MaskOf(slice, instance.Mask.Span)));
    }

    private static RunLengthMask MaskOf(LabelledSlice slice, ReadOnlySpan<byte> mask)
    {
        var pixels = new bool[mask.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = mask[i] != 0;
        return RunLengthMask.FromPixels(pixels, slice.Rows, slice.Columns);
    }

    private static RunLengthMask MaskOf(CocoRle mask) => RunLengthMask.FromCompressed(mask.Counts, mask.Rows, mask.Columns);
}
