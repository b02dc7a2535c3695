using System.Text;

namespace CovidGrpc.Dicom.Answers;

/// <summary>A measurement report (PS3.16, TID 1500) as Comprehensive 3D SR (PS3.3 A.35.13).</summary>
public static class ReportDocument
{
    private const int SeriesNumber = 9002;
    internal const string Part = "report";

    /// <summary>Writes the numbers and the verdict of a scan.</summary>
    /// <param name="context">Series, model, job key and time.</param>
    /// <param name="measurements">Numbers and verdict.</param>
    /// <param name="segmentation">Segmentation of the same context that the volumes refer to; null when there is none.</param>
    /// <param name="predecessor">Report on the same study that this one follows; null for the first.</param>
    /// <returns>The file, in explicit little endian.</returns>
    public static DicomFile Write(
        AnswerContext context, ScanMeasurements measurements, SegmentationDocument? segmentation, EarlierReport? predecessor = null)
    {
        var report = context.Begin(DicomUids.Comprehensive3DSrStorage, Part, "SR", SeriesNumber, "CT lung report")
            .SetSequence(DicomTag.ReferencedPerformedProcedureStepSequence)
            .SetString(DicomTag.CompletionFlag, "COMPLETE")
            .SetString(DicomTag.VerificationFlag, "UNVERIFIED")
            .SetString(DicomTag.PreliminaryFlag, "PRELIMINARY")
            .SetSequence(DicomTag.PerformedProcedureCodeSequence)
            .SetSequence(DicomTag.CurrentRequestedProcedureEvidenceSequence, Evidence(context.Source, segmentation))
            .SetSequence(DicomTag.CodingSchemeIdentificationSequence, PrivateScheme());
        var root = ContentItem.Container(AnswerCodes.ImagingMeasurementReport, "1500", Content(context, measurements, segmentation));
        foreach (var element in root)
            report.Set(element);
        // Module SR Document General (PS3.3 C.17.2).
        if (predecessor is not null)
            report.SetSequence(DicomTag.PredecessorDocumentsSequence, predecessor.ToReference(context.Source.StudyInstanceUid));
        return new DicomFile(report);
    }

    private static DicomDataset[] Content(AnswerContext context, ScanMeasurements measurements, SegmentationDocument? segmentation) =>
    [
        ContentItem.Code(AnswerCodes.Language, AnswerCodes.AmericanEnglish).AsModifier(),
        .. Observer(context.Model).Select(item => item.AsContext()),
        ContentItem.Code(AnswerCodes.ProcedureReported, AnswerCodes.ChestCt).AsModifier(),
        ImageLibrary(context.Source).Contained(),
        ContentItem.Container(AnswerCodes.ImagingMeasurements, null,
            [.. MeasurementGroups.Of(context, measurements, segmentation).Select(group => group.Contained())]).Contained(),
        ContentItem.Container(AnswerCodes.QualitativeEvaluations, null, Evaluations(context, measurements)).Contained(),
    ];

    // TID 1002 and 1004.
    private static DicomDataset[] Observer(AnswerModel model) =>
    [
        ContentItem.Code(AnswerCodes.ObserverType, AnswerCodes.Device),
        ContentItem.UidReference(AnswerCodes.DeviceObserverUid, DicomUids.Derive(Encoding.UTF8.GetBytes($"model {model.Digest}"))),
        ContentItem.Text(AnswerCodes.DeviceObserverName, AnswerContext.Manufacturer),
        ContentItem.Text(AnswerCodes.DeviceObserverManufacturer, AnswerContext.Manufacturer),
        ContentItem.Text(AnswerCodes.DeviceObserverModelName, $"{model.Name} {model.Version}"),
        ContentItem.Text(AnswerCodes.DeviceObserverSerialNumber, model.Digest),
    ];

    // TID 1600.
    private static DicomDataset ImageLibrary(SourceSeries source) => ContentItem.Container(AnswerCodes.ImageLibrary, null,
        ContentItem.Container(AnswerCodes.ImageLibraryGroup, null,
        [
            ContentItem.Code(AnswerCodes.Modality, AnswerCodes.ComputedTomography).AsAcquisition(),
            .. source.Instances.Select(image => ContentItem.Image(null, image.ToReference()).Contained()),
        ]).Contained());

    private static DicomDataset[] Evaluations(AnswerContext context, ScanMeasurements measurements)
    {
        var notice = ContentItem.Text(AnswerCodes.Comment, AnswerContext.Notice).Contained();
        var warning = context.Source.Obstacle is { } obstacle ? ContentItem.Text(AnswerCodes.Comment, obstacle.Message).Contained() : null;
        var verdict = measurements.Verdict is { } found
            ? ContentItem.Code(AnswerCodes.Impression, AnswerCodes.Of(found.Class)).Contained().With(
                ContentItem.Number(AnswerCodes.CertaintyOfImpression, 100 * found.Probability, AnswerCodes.Percent).AsProperty())
            : null;
        return [.. new[] { verdict, notice, warning }.OfType<DicomDataset>()];
    }

    private static DicomDataset Evidence(SourceSeries source, SegmentationDocument? segmentation)
    {
        List<DicomDataset> series = [Series(source.SeriesInstanceUid, [.. source.Instances.Select(image => image.ToReference())])];
        if (segmentation is not null)
            series.Add(Series(segmentation.SeriesInstanceUid, [segmentation.ToReference()]));
        return Study(source.StudyInstanceUid, series);
    }

    // Hierarchical SOP Instance Reference (PS3.3 C.17.2.1).
    internal static DicomDataset Study(string uid, IReadOnlyList<DicomDataset> series) => new DicomDataset()
        .SetString(DicomTag.StudyInstanceUid, uid)
        .SetSequence(DicomTag.ReferencedSeriesSequence, series);

    internal static DicomDataset Series(string uid, IReadOnlyList<DicomDataset> instances) => new DicomDataset()
        .SetString(DicomTag.SeriesInstanceUid, uid)
        .SetSequence(DicomTag.ReferencedSopSequence, instances);

    private static DicomDataset PrivateScheme() => new DicomDataset()
        .SetString(DicomTag.CodingSchemeDesignator, AnswerCodes.PrivateScheme)
        .SetString(DicomTag.CodingSchemeName, "Private codes of CovidGrpc, listed in its DICOM conformance statement")
        .SetString(DicomTag.CodingSchemeResponsibleOrganization, AnswerContext.Manufacturer);
}
