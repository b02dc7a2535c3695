using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Masks;

namespace CovidGrpc.Vision.OneShot;

/// <summary>Brings a network's result to the host and into each source image's pixels.</summary>
internal sealed class SliceAnswers(SegmentationResult result, SliceBatch batch, IReadOnlyList<SliceInput> slices)
{
    /// <summary>The findings of each slice; masks without a pixel are none.</summary>
    internal IReadOnlyList<IReadOnlyList<Finding>> Findings(double maskThreshold, CancellationToken cancellation)
    {
        if (result.Detections is null || result.Masks is null)
            return [.. slices.Select(_ => Array.Empty<Finding>())];

        var side = (int)result.Masks.shape[^1];
        using var onHost = result.Masks.cpu();
        var masks = onHost.data<float>().ToArray();
        var at = 0;
        var findings = new List<IReadOnlyList<Finding>>();
        foreach (var (slice, detections) in slices.Zip(result.Detections))
        {
            var ofSlice = new List<Finding>();
            foreach (var (box, score, label) in detections.ToHost())
            {
                cancellation.ThrowIfCancellationRequested();
                var inSource = ToSource(box, slice);
                var pasted = new PastedMask(masks.AsSpan(at, side * side), side, inSource, slice.SourceRows, slice.SourceColumns);
                var mask = pasted.Encode(maskThreshold);
                at += side * side;
                if (mask.Area() is var area and > 0)
                    ofSlice.Add(new(label, score, inSource, mask, area));
            }

            findings.Add(ofSlice);
        }

        return findings;
    }

    /// <summary>The whole answer of each slice.</summary>
    internal IReadOnlyList<SliceFeatures> Compose(IReadOnlyList<IReadOnlyList<Finding>> findings, StageTimings timings)
    {
        var sequences = Sequences();
        return [.. slices.Select((_, i) => new SliceFeatures(findings[i], sequences[i], Warnings(i, sequences[i]), timings))];
    }

    private RoiSequence?[] Sequences()
    {
        var values = Values();
        var next = 0;
        return [.. result.Rois.Select((rois, i) => rois is null ? null : new RoiSequence(
            values[next++],
            [.. rois.InSequence().ToHost().Select(roi => new Roi(roi.Label, roi.Score, ToSource(roi.Box, slices[i])))],
            Math.Min(rois.Survivors, RoiSequence.Length)))];
    }

    // One array for each image that has RoIs.
    private float[][] Values()
    {
        if (result.Sequences is null)
            return [];
        using var onHost = result.Sequences.cpu();
        return [.. onHost.contiguous().data<float>().ToArray().Chunk(RoiSequence.Length * RoiSequence.Width)];
    }

    private List<SegmentationWarning> Warnings(int slice, RoiSequence? sequence)
    {
        var warnings = new List<SegmentationWarning>();
        if (batch.AreConstant[slice])
            warnings.Add(SegmentationWarning.ConstantImage);
        if (sequence is null)
            warnings.Add(SegmentationWarning.NoRois);
        else if (sequence.DistinctRois < RoiSequence.Length)
            warnings.Add(SegmentationWarning.FewRois);
        return warnings;
    }

    private Box ToSource(Box box, SliceInput slice)
    {
        ImageSize resized = batch.Geometry.Resized;
        return box.Scale((float)slice.SourceColumns / resized.Width, (float)slice.SourceRows / resized.Height);
    }
}
