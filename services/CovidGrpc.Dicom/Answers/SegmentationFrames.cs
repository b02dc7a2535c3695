namespace CovidGrpc.Dicom.Answers;

/// <summary>One frame of a segmentation.</summary>
/// <param name="Tissue">Its segment.</param>
/// <param name="Position">Position of its image in the series, from 1.</param>
/// <param name="Image">The image that it lies on.</param>
/// <param name="Bits">Packed bits; null when it marks nothing.</param>
internal sealed record SegmentationFrame(Tissue Tissue, int Position, SourceImage Image, byte[]? Bits);

/// <summary>Which frames a segmentation holds, and its pixels.</summary>
internal static class SegmentationFrames
{
    public static IReadOnlyList<SegmentationFrame> Of(
        SourceSeries source, IReadOnlyDictionary<SourceId, SliceMasks> masks, bool leaveOutEmptyFrames)
    {
        var frames = Enum.GetValues<Tissue>()
            .SelectMany(tissue => source.Images.Select((image, index) => new SegmentationFrame(
                tissue, index + 1, image, masks.TryGetValue(image.Id, out var slice) ? slice.Segment(tissue) : null)))
            .ToList();
        return leaveOutEmptyFrames && frames.Any(frame => frame.Bits is not null) ? frames.FindAll(frame => frame.Bits is not null) : frames;
    }

    /// <summary>All frames in a row, without a gap between them even where a frame ends inside a byte (PS3.5 8.1.1).</summary>
    public static byte[] Pack(IReadOnlyList<SegmentationFrame> frames, int rows, int columns)
    {
        var bitsPerFrame = (long)rows * columns;
        var packed = new byte[checked((int)(((bitsPerFrame * frames.Count) + 7) / 8))];
        for (var i = 0; i < frames.Count; i++)
        {
            if (frames[i].Bits is not { } bits)
                continue;
            var (start, shift) = ((int)(bitsPerFrame * i / 8), (int)(bitsPerFrame * i % 8));
            if (shift == 0)
            {
                bits.CopyTo(packed, start);
                continue;
            }

            for (var j = 0; j < bits.Length; j++)
            {
                packed[start + j] |= (byte)(bits[j] << shift);
                if (bits[j] >> (8 - shift) is var carried and not 0)
                    packed[start + j + 1] |= (byte)carried;
            }
        }

        return packed;
    }
}
