using System.Buffers.Binary;
using CovidGrpc.Dicom;

namespace CovidGrpc.Tests;

/// <summary>Enhanced CT made of single-frame files (PS3.3 A.38): what their headers say of the plane moves into functional groups.</summary>
internal static class EnhancedCt
{
    private static readonly DicomTag[] Moved =
    [
        DicomTag.ImagePositionPatient, DicomTag.ImageOrientationPatient, DicomTag.PixelSpacing, DicomTag.SliceThickness,
        DicomTag.RescaleSlope, DicomTag.RescaleIntercept, DicomTag.RescaleType, DicomTag.PixelData,
    ];

    /// <summary>One file of several, each with 16 bits allocated, uncompressed or frame by frame in JPEG Lossless.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> files, bool isCompressed)
    {
        var slices = files.Select(file => DicomFile.Read(file).Dataset).ToArray();
        var first = slices[0];
        var enhanced = new DicomDataset();
        foreach (var element in first.Where(element => !Moved.Contains(element.Tag)))
            enhanced.Set(element);
        enhanced.SetString(DicomTag.SopClassUid, DicomUids.EnhancedCtImageStorage)
            .SetNumber(DicomTag.NumberOfFrames, slices.Length)
            .SetSequence(DicomTag.SharedFunctionalGroupsSequence, new DicomDataset()
                .SetSequence(DicomTag.PixelMeasuresSequence, Only(first, DicomTag.PixelSpacing, DicomTag.SliceThickness))
                .SetSequence(DicomTag.PlaneOrientationSequence, Only(first, DicomTag.ImageOrientationPatient))
                .SetSequence(DicomTag.PixelValueTransformationSequence, Only(first, DicomTag.RescaleSlope, DicomTag.RescaleIntercept, DicomTag.RescaleType)))
            .SetSequence(DicomTag.PerFrameFunctionalGroupsSequence, [.. slices.Select(slice => new DicomDataset()
                .SetSequence(DicomTag.PlanePositionSequence, Only(slice, DicomTag.ImagePositionPatient)))]);
        var frames = slices.Select(slice => slice.Find(DicomTag.PixelData)!.Value).ToArray();
        if (!isCompressed)
            return new DicomFile(enhanced.SetBytes(DicomTag.PixelData, DicomVr.OW, (byte[])[.. frames.SelectMany(frame => frame.ToArray())])).ToArray();
        var (rows, columns) = (first.GetInteger(DicomTag.Rows)!.Value, first.GetInteger(DicomTag.Columns)!.Value);
        enhanced.Set(new DicomElement(DicomTag.PixelData, [ReadOnlyMemory<byte>.Empty, .. frames.Select(frame => Encode(frame.Span, rows, columns))]));
        return new DicomFile(enhanced, DicomTransferSyntax.Find("1.2.840.10008.1.2.4.70")!).ToArray();
    }

    private static ReadOnlyMemory<byte> Encode(ReadOnlySpan<byte> words, int rows, int columns)
    {
        var values = new int[words.Length / 2];
        for (var i = 0; i < values.Length; i++)
            values[i] = BinaryPrimitives.ReadUInt16LittleEndian(words[(2 * i)..]);
        var stream = LosslessEncoder.Encode([values], rows, columns, precision: 16, predictor: 1);
        // Fragments have an even length (PS3.5 A.4).
        return stream.Length % 2 == 0 ? stream : [.. stream, 0];
    }

    private static DicomDataset Only(DicomDataset slice, params ReadOnlySpan<DicomTag> tags)
    {
        var kept = new DicomDataset();
        foreach (var tag in tags)
        {
            if (slice.Find(tag) is { } element)
                kept.Set(element);
        }

        return kept;
    }
}
