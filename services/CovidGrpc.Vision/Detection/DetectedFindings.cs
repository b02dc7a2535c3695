using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Masks;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>Brings detections to the host and into each source image's pixels.</summary>
/// <param name="batch">The slices that they were found in.</param>
/// <param name="tissues">Meaning of the labels 1, 2, ...</param>
internal sealed class DetectedFindings(SliceBatch batch, IReadOnlyList<Tissue> tissues)
{
    /// <summary>The findings of each slice; masks without a pixel are none.</summary>
    /// <param name="detections">Of each slice, best first; null when none were asked for.</param>
    /// <param name="masks">[R, 28, 28] of all detections, slice after slice; null when there is none.</param>
    /// <param name="maskThreshold">A pixel belongs to a mask when its value is above this.</param>
    /// <param name="cancellation">Looked at between findings.</param>
    internal IReadOnlyList<IReadOnlyList<Finding>> Compose(
        IReadOnlyList<ScoredBoxes>? detections, Tensor? masks, double maskThreshold, CancellationToken cancellation)
    {
        if (detections is null || masks is null)
            return [.. batch.Slices.Select(_ => Array.Empty<Finding>())];

        var side = (int)masks.shape[^1];
        using var onHost = masks.cpu();
        var values = onHost.data<float>().ToArray();
        var at = 0;
        var findings = new List<IReadOnlyList<Finding>>();
        foreach (var (i, slice) in batch.Slices.Index())
        {
            var ofSlice = new List<Finding>();
            foreach (var (box, score, label) in detections[i].ToHost(tissues))
            {
                cancellation.ThrowIfCancellationRequested();
                var inSource = batch.ToSource(box, i);
                var pasted = new PastedMask(values.AsSpan(at, side * side), side, inSource, slice.SourceRows, slice.SourceColumns);
                var mask = pasted.Encode(maskThreshold);
                at += side * side;
                if (mask.Area() is var area and > 0)
                    ofSlice.Add(new(label, score, inSource, mask, area));
            }

            findings.Add(ofSlice);
        }

        return findings;
    }
}
