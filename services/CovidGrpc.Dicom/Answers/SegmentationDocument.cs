namespace CovidGrpc.Dicom.Answers;

/// <summary>A binary segmentation (PS3.3 A.51) of a series: one segment a tissue, one frame for each segment and source image.</summary>
public sealed class SegmentationDocument
{
    private const int SeriesNumber = 9001;
    internal const string Part = "segmentation";

    private readonly AnswerContext _context;

    private SegmentationDocument(DicomFile file, AnswerContext context) => (File, _context) = (file, context);

    /// <summary>The file, in explicit little endian.</summary>
    public DicomFile File { get; }

    internal string SeriesInstanceUid => _context.Uid($"{Part} series");

    /// <summary>Writes the masks of a series.</summary>
    /// <param name="context">Series, model, job key and time.</param>
    /// <param name="masks">Masks by source image; an image without an entry is marked nowhere.</param>
    /// <param name="leaveOutEmptyFrames">
    /// Whether frames that mark nothing are left out, unless all would be. Viewers misplace sparse segmentations.
    /// </param>
    /// <returns>The segmentation; null where <see cref="SourceSeries.Obstacle"/> says why there is none.</returns>
    /// <exception cref="ArgumentException">Masks of an image that is not in the series, or of another size.</exception>
    /// <exception cref="OverflowException">The frames together are larger than 2 GiB.</exception>
    public static SegmentationDocument? Write(
        AnswerContext context, IReadOnlyDictionary<SourceId, SliceMasks> masks, bool leaveOutEmptyFrames = false)
    {
        var source = context.Source;
        if (source.Obstacle is not null)
            return null;
        RefuseStrangers(source, masks);

        var frames = SegmentationFrames.Of(source, masks, leaveOutEmptyFrames);
        var dataset = context.Begin(DicomUids.SegmentationStorage, Part, "SEG", SeriesNumber, "CT lung segmentation");
        SetImage(dataset, source, frames.Count);
        SetSegments(dataset, context);
        SetReferences(dataset, source);
        SegmentationGeometry.Set(dataset, context, frames);
        dataset.SetBytes(DicomTag.PixelData, DicomVr.OB, SegmentationFrames.Pack(frames, source.First.Rows, source.First.Columns));
        return new SegmentationDocument(new DicomFile(dataset), context);
    }

    internal DicomDataset ToReference() => new DicomDataset()
        .SetString(DicomTag.ReferencedSopClassUid, DicomUids.SegmentationStorage)
        .SetString(DicomTag.ReferencedSopInstanceUid, _context.SegmentationInstanceUid);

    internal static string TrackingId(Tissue tissue) => AnswerCodes.Of(tissue).Type.Meaning;

    internal static string TrackingUid(AnswerContext context, Tissue tissue) => context.Uid($"tracking {tissue}");

    private static void RefuseStrangers(SourceSeries source, IReadOnlyDictionary<SourceId, SliceMasks> masks)
    {
        var known = source.Images.Select(image => image.Id).ToHashSet();
        if (!masks.Keys.All(known.Contains))
            throw new ArgumentException("There are masks of an image that is not in the series.", nameof(masks));
        if (masks.Values.Any(slice => slice.Rows != source.First.Rows || slice.Columns != source.First.Columns))
            throw new ArgumentException("Masks and source images differ in size.", nameof(masks));
    }

    // Modules Frame of Reference, General Image, Image Pixel and Segmentation Image (PS3.3 C.7.4.1, C.7.6.1, C.7.6.3, C.8.20.2).
    private static void SetImage(DicomDataset dataset, SourceSeries source, int frames) => dataset
        .SetString(DicomTag.FrameOfReferenceUid, source.First.FrameOfReferenceUid!)
        .SetString(DicomTag.PositionReferenceIndicator)
        .SetString(DicomTag.BodyPartExamined, "CHEST")
        .SetString(DicomTag.ImageType, "DERIVED", "PRIMARY")
        .SetString(DicomTag.PatientOrientation)
        .SetNumber(DicomTag.SamplesPerPixel, 1)
        .SetString(DicomTag.PhotometricInterpretation, "MONOCHROME2")
        .SetNumber(DicomTag.NumberOfFrames, frames)
        .SetNumber(DicomTag.Rows, source.First.Rows)
        .SetNumber(DicomTag.Columns, source.First.Columns)
        .SetNumber(DicomTag.BitsAllocated, 1)
        .SetNumber(DicomTag.BitsStored, 1)
        .SetNumber(DicomTag.HighBit, 0)
        .SetNumber(DicomTag.PixelRepresentation, 0)
        .SetString(DicomTag.BurnedInAnnotation, "NO")
        .SetString(DicomTag.LossyImageCompression, source.Images.Any(image => image.IsLossy) ? "01" : "00")
        .SetString(DicomTag.SegmentationType, "BINARY")
        .SetString(DicomTag.SegmentsOverlap, "YES")
        .SetString(DicomTag.ContentLabel, "LUNG_LESIONS")
        .SetString(DicomTag.ContentDescription, AnswerContext.Notice)
        .SetString(DicomTag.ContentCreatorName);

    private static void SetSegments(DicomDataset dataset, AnswerContext context) =>
        dataset.SetSequence(DicomTag.SegmentSequence, [.. Enum.GetValues<Tissue>().Select(tissue => Segment(context, tissue))]);

    private static DicomDataset Segment(AnswerContext context, Tissue tissue)
    {
        var (category, type) = AnswerCodes.Of(tissue);
        var segment = new DicomDataset()
            .SetNumber(DicomTag.SegmentNumber, (int)tissue)
            .SetString(DicomTag.SegmentLabel, type.Meaning)
            .SetString(DicomTag.SegmentDescription, $"{Describe(tissue)} {AnswerContext.Notice}")
            .SetString(DicomTag.SegmentAlgorithmType, "AUTOMATIC")
            .SetString(DicomTag.SegmentAlgorithmName, context.Model.Name)
            .SetSequence(DicomTag.SegmentationAlgorithmIdentificationSequence, new DicomDataset()
                .SetSequence(DicomTag.AlgorithmFamilyCodeSequence, AnswerCodes.ArtificialIntelligence.ToItem())
                .SetString(DicomTag.AlgorithmName, context.Model.Name)
                .SetString(DicomTag.AlgorithmVersion, context.Model.Version))
            .SetSequence(DicomTag.SegmentedPropertyCategoryCodeSequence, category.ToItem())
            .SetSequence(DicomTag.SegmentedPropertyTypeCodeSequence, type.ToItem())
            .SetNumber(DicomTag.RecommendedDisplayCieLabValue, Colour(tissue))
            .SetString(DicomTag.TrackingId, TrackingId(tissue))
            .SetString(DicomTag.TrackingUid, TrackingUid(context, tissue));
        return tissue == Tissue.Lung ? segment : segment.SetSequence(DicomTag.AnatomicRegionSequence, AnswerCodes.Lung.ToItem());
    }

    private static string Describe(Tissue tissue) => tissue switch
    {
        Tissue.Lung => "Lung, lesions included.",
        Tissue.GroundGlassOpacity => "Ground-glass opacity without consolidation.",
        _ => "Consolidation.",
    };

    // Blue, yellow and red, as PCS values scaled to 16 bits (PS3.3 C.10.7.1.1).
    private static double[] Colour(Tissue tissue) => tissue switch
    {
        Tissue.Lung => [42598, 33667, 21074],
        Tissue.GroundGlassOpacity => [59638, 31354, 53713],
        _ => [34885, 53485, 50171],
    };

    // Module Common Instance Reference (PS3.3 C.12.2).
    private static void SetReferences(DicomDataset dataset, SourceSeries source) =>
        dataset.SetSequence(DicomTag.ReferencedSeriesSequence, new DicomDataset()
            .SetString(DicomTag.SeriesInstanceUid, source.SeriesInstanceUid)
            .SetSequence(DicomTag.ReferencedInstanceSequence, [.. source.Instances.Select(image => image.ToReference())]));
}
