namespace CovidGrpc.Dicom.Answers;

/// <summary>Measurement groups of a report: a volume for each tissue, and the involvement.</summary>
internal static class MeasurementGroups
{
    private const string VolumetricRoi = "1411";
    private const string MeasurementsOnly = "1501";

    public static IEnumerable<DicomDataset> Of(AnswerContext context, ScanMeasurements measurements, SegmentationDocument? segmentation)
    {
        foreach (var tissue in Enum.GetValues<Tissue>())
        {
            if (measurements.VolumeOf(tissue) is { } volume)
                yield return Volume(context, tissue, volume, segmentation);
        }

        var involvement = Involvement(measurements).ToArray();
        if (involvement.Length > 0)
        {
            yield return ContentItem.Container(AnswerCodes.MeasurementGroup, MeasurementsOnly,
                [.. Tracking("Involvement", context.Uid("tracking involvement"), context.Model), .. involvement]);
        }
    }

    // Without a segment the group is no region of interest: TID 1411 asks for one, TID 1501 does not.
    private static DicomDataset Volume(AnswerContext context, Tissue tissue, double volume, SegmentationDocument? segmentation)
    {
        DicomDataset[] region = segmentation is null
            ? []
            :
            [
                ContentItem.Image(AnswerCodes.ReferencedSegment, segmentation.ToReference()
                    .SetNumber(DicomTag.ReferencedSegmentNumber, (int)tissue)).Contained(),
                ContentItem.UidReference(AnswerCodes.SourceSeriesForSegmentation, context.Source.SeriesInstanceUid).Contained(),
            ];
        return ContentItem.Container(AnswerCodes.MeasurementGroup, segmentation is null ? MeasurementsOnly : VolumetricRoi,
        [
            .. Tracking(SegmentationDocument.TrackingId(tissue), SegmentationDocument.TrackingUid(context, tissue), context.Model),
            ContentItem.Code(AnswerCodes.Finding, AnswerCodes.Of(tissue).Type).Contained(),
            .. region,
            Site(AnswerCodes.Bilateral),
            ContentItem.Number(AnswerCodes.Volume, volume, AnswerCodes.Millilitre).Contained(),
        ]);
    }

    private static IEnumerable<DicomDataset> Tracking(string id, string uid, AnswerModel model) =>
    [
        ContentItem.Text(AnswerCodes.TrackingIdentifier, id).AsContext(),
        ContentItem.UidReference(AnswerCodes.TrackingUniqueIdentifier, uid).AsContext(),
        ContentItem.Text(AnswerCodes.AlgorithmName, model.Name).AsModifier(),
        ContentItem.Text(AnswerCodes.AlgorithmVersion, model.Version).AsModifier(),
    ];

    private static IEnumerable<DicomDataset> Involvement(ScanMeasurements measurements)
    {
        var sides = new[]
        {
            (AnswerCodes.Bilateral, measurements.Involvement),
            (AnswerCodes.Left, measurements.LeftInvolvement),
            (AnswerCodes.Right, measurements.RightInvolvement),
        };
        foreach (var (side, share) in sides)
        {
            if (share is { } percent)
                yield return ContentItem.Number(AnswerCodes.Involvement, percent, AnswerCodes.Percent).Contained().With(Site(side));
        }
    }

    private static DicomDataset Site(CodedConcept side) => ContentItem.Code(AnswerCodes.FindingSite, AnswerCodes.Lung).AsModifier()
        .With(ContentItem.Code(AnswerCodes.Laterality, side).AsModifier());
}
