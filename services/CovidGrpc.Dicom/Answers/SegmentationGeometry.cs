using System.Buffers.Binary;

namespace CovidGrpc.Dicom.Answers;

/// <summary>Where the frames of a segmentation lie: multi-frame functional groups and dimensions (PS3.3 C.7.6.16 and C.7.6.17).</summary>
internal static class SegmentationGeometry
{
    public static void Set(DicomDataset dataset, AnswerContext context, IReadOnlyList<SegmentationFrame> frames)
    {
        var organization = context.Uid("dimensions");
        dataset
            .SetSequence(DicomTag.DimensionOrganizationSequence, new DicomDataset().SetString(DicomTag.DimensionOrganizationUid, organization))
            .SetSequence(
                DicomTag.DimensionIndexSequence,
                Dimension(organization, DicomTag.ReferencedSegmentNumber, DicomTag.SegmentIdentificationSequence, "Segment"),
                Dimension(organization, DicomTag.ImagePositionPatient, DicomTag.PlanePositionSequence, "Position"))
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, Shared(context.Source))
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. frames.Select(PerFrame)]);
    }

    private static DicomDataset Dimension(string organization, DicomTag index, DicomTag group, string label) => new DicomDataset()
        .SetString(DicomTag.DimensionOrganizationUid, organization)
        .SetBytes(DicomTag.DimensionIndexPointer, DicomVr.AT, Pointer(index))
        .SetBytes(DicomTag.FunctionalGroupPointer, DicomVr.AT, Pointer(group))
        .SetString(DicomTag.DimensionDescriptionLabel, label);

    private static DicomDataset Shared(SourceSeries source)
    {
        var (orientation, spacing) = (source.First.Orientation!.Value, source.First.Spacing!.Value);
        var (row, column) = (orientation.AlongRow, orientation.AlongColumn);
        var measures = new DicomDataset().SetNumber(DicomTag.PixelSpacing, spacing.BetweenRows, spacing.BetweenColumns);
        if (source.SlabThickness is { } thickness)
            measures.SetNumber(DicomTag.SliceThickness, thickness);
        if (source.SpacingBetweenSlices is { } between)
            measures.SetNumber(DicomTag.SpacingBetweenSlices, between);
        return new DicomDataset()
            .SetSequence(DicomTag.PlaneOrientationSequence, new DicomDataset()
                .SetNumber(DicomTag.ImageOrientationPatient, row.X, row.Y, row.Z, column.X, column.Y, column.Z))
            .SetSequence(DicomTag.PixelMeasuresSequence, measures);
    }

    private static DicomDataset PerFrame(SegmentationFrame frame)
    {
        var position = frame.Image.Position!.Value;
        return new DicomDataset()
            .SetSequence(DicomTag.FrameContentSequence, new DicomDataset()
                .SetNumber(DicomTag.DimensionIndexValues, (int)frame.Tissue, frame.Position))
            .SetSequence(DicomTag.PlanePositionSequence, new DicomDataset()
                .SetNumber(DicomTag.ImagePositionPatient, position.X, position.Y, position.Z))
            .SetSequence(DicomTag.SegmentIdentificationSequence, new DicomDataset()
                .SetNumber(DicomTag.ReferencedSegmentNumber, (int)frame.Tissue))
            .SetSequence(DicomTag.DerivationImageSequence, new DicomDataset()
                .SetSequence(DicomTag.DerivationCodeSequence, AnswerCodes.Segmentation.ToItem())
                .SetSequence(DicomTag.SourceImageSequence, frame.Image.ToReference(withFrame: true)
                    .SetString(DicomTag.SpatialLocationsPreserved, "YES")
                    .SetSequence(DicomTag.PurposeOfReferenceCodeSequence, AnswerCodes.SourceImageForProcessing.ToItem())));
    }

    private static byte[] Pointer(DicomTag tag)
    {
        var bytes = new byte[2 * sizeof(ushort)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, tag.Group);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(sizeof(ushort)), tag.Element);
        return bytes;
    }
}
