using CovidGrpc.Vision.Input;

namespace CovidGrpc.Vision.OneShot;

/// <summary>Brings the sequences of a network's result to the host and their regions into each source image's pixels.</summary>
internal sealed class SliceAnswers(SegmentationResult result, SliceBatch batch, IReadOnlyList<Tissue> tissues)
{
    /// <summary>The whole answer of each slice.</summary>
    internal IReadOnlyList<SliceFeatures> Compose(IReadOnlyList<IReadOnlyList<Finding>> findings, StageTimings timings)
    {
        var sequences = Sequences();
        return [.. batch.Slices.Select((_, i) => new SliceFeatures(findings[i], sequences[i], Warnings(i, sequences[i]), timings))];
    }

    private RoiSequence?[] Sequences()
    {
        var values = Values();
        var next = 0;
        return [.. result.Rois.Select((rois, i) => rois is null ? null : new RoiSequence(
            values[next++],
            [.. rois.InSequence().ToHost(tissues).Select(roi => new Roi(roi.Label, roi.Score, batch.ToSource(roi.Box, i)))],
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
}
