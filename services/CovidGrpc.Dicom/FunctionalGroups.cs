namespace CovidGrpc.Dicom;

/// <summary>
/// The attributes of one frame of a multi-frame object (PS3.3 C.7.6.16), brought into the shape of a single-frame image:
/// what the frame's own functional groups say, else the shared ones, else the data set itself.
/// </summary>
internal static class FunctionalGroups
{
    private static readonly (DicomTag Group, DicomTag Attribute, DicomTag As)[] Grouped =
    [
        (DicomTag.PlanePositionSequence, DicomTag.ImagePositionPatient, DicomTag.ImagePositionPatient),
        (DicomTag.PlaneOrientationSequence, DicomTag.ImageOrientationPatient, DicomTag.ImageOrientationPatient),
        (DicomTag.PixelMeasuresSequence, DicomTag.PixelSpacing, DicomTag.PixelSpacing),
        (DicomTag.PixelMeasuresSequence, DicomTag.SliceThickness, DicomTag.SliceThickness),
        (DicomTag.PixelValueTransformationSequence, DicomTag.RescaleSlope, DicomTag.RescaleSlope),
        (DicomTag.PixelValueTransformationSequence, DicomTag.RescaleIntercept, DicomTag.RescaleIntercept),
        (DicomTag.PixelValueTransformationSequence, DicomTag.RescaleType, DicomTag.RescaleType),
        (DicomTag.CtReconstructionSequence, DicomTag.ConvolutionKernel, DicomTag.ConvolutionKernel),
        (DicomTag.CtImageFrameTypeSequence, DicomTag.FrameType, DicomTag.ImageType),
    ];

    private static readonly DicomTag[] OfEveryFrame =
    [
        DicomTag.SpecificCharacterSet, DicomTag.ImageType, DicomTag.SopClassUid, DicomTag.LossyImageCompression,
        DicomTag.PixelPaddingValue, DicomTag.PixelPaddingRangeLimit,
        DicomTag.ImageOrientationPatient, DicomTag.PixelSpacing, DicomTag.SliceThickness, DicomTag.ConvolutionKernel,
        DicomTag.RescaleSlope, DicomTag.RescaleIntercept, DicomTag.RescaleType,
    ];

    /// <summary>The data set of each frame.</summary>
    /// <param name="dataset">Data set of the object.</param>
    /// <param name="frameCount">Frames whose pixels are there.</param>
    /// <exception cref="DicomException">Fewer functional groups than frames.</exception>
    public static IReadOnlyList<DicomDataset> Flatten(DicomDataset dataset, int frameCount)
    {
        if (!dataset.Contains(DicomTag.PerFrameFunctionalGroupsSequence) && !dataset.Contains(DicomTag.SharedFunctionalGroupsSequence))
            return frameCount == 1 ? [dataset] : [.. Enumerable.Repeat(Common(dataset), frameCount)];
        var shared = dataset.GetItems(DicomTag.SharedFunctionalGroupsSequence) is [var first, ..] ? first : null;
        var own = dataset.GetItems(DicomTag.PerFrameFunctionalGroupsSequence);
        if (own.Count < frameCount)
            throw PixelErrors.Contradiction($"{DicomTag.PerFrameFunctionalGroupsSequence} has fewer items than {DicomTag.NumberOfFrames} says");
        return [.. own.Take(frameCount).Select(frame => Flatten(dataset, shared, frame))];
    }

    /// <summary>Groups with those attributes alone by which frames are read; null where there are none.</summary>
    /// <param name="dataset">Data set of the object.</param>
    /// <param name="groups">The shared or the per-frame groups.</param>
    /// <param name="isHarmless">Whether an attribute of a data set may be kept.</param>
    public static DicomElement? Reduce(DicomDataset dataset, DicomTag groups, Func<DicomDataset, DicomElement, bool> isHarmless) =>
        dataset.Contains(groups) ? new DicomElement(groups, (IReadOnlyList<DicomDataset>)[.. dataset.GetItems(groups).Select(item => Reduce(item, isHarmless))]) : null;

    private static DicomDataset Reduce(DicomDataset item, Func<DicomDataset, DicomElement, bool> isHarmless)
    {
        var reduced = new DicomDataset();
        foreach (var attributes in Grouped.GroupBy(entry => entry.Group, entry => entry.Attribute))
        {
            if (item.GetItems(attributes.Key) is not [var source, ..])
                continue;
            var kept = new DicomDataset();
            foreach (var tag in attributes)
            {
                if (source.Find(tag) is { Items: null } element && isHarmless(source, element))
                    kept.Set(element);
            }

            reduced.Set(new DicomElement(attributes.Key, (IReadOnlyList<DicomDataset>)[kept]));
        }

        return reduced;
    }

    private static DicomDataset Flatten(DicomDataset dataset, DicomDataset? shared, DicomDataset own)
    {
        var flat = Common(dataset);
        foreach (var (group, attribute, name) in Grouped)
        {
            if ((Find(own, group, attribute) ?? Find(shared, group, attribute)) is { } element)
                flat.Set(new DicomElement(name, element.Vr, element.Value));
        }

        return flat;
    }

    // Where the frames lie is never the same for all, so a position of the whole object says nothing about any.
    private static DicomDataset Common(DicomDataset dataset)
    {
        var common = new DicomDataset();
        foreach (var tag in OfEveryFrame)
        {
            if (dataset.Find(tag) is { } element)
                common.Set(element);
        }

        return common;
    }

    private static DicomElement? Find(DicomDataset? groups, DicomTag group, DicomTag attribute) =>
        groups?.GetItems(group) is [var item, ..] ? item.Find(attribute) : null;
}
