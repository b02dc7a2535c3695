using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Detection;

/// <summary>The branch that finds objects: boxes, then the masks of those that are kept (Mask R-CNN, He et al., 2017).</summary>
internal sealed class DetectionBranch(BoxBranch boxes, MaskHead maskHead, MaskPredictor maskPredictor, DetectionSettings settings)
{
    internal BoxBranch Boxes => boxes;

    /// <summary>The detections of each image, best first.</summary>
    /// <param name="embedded">[R, 128] of the box head's first layer, the images' proposals one after the other.</param>
    /// <param name="proposals">Of each image.</param>
    /// <param name="image">The resized image.</param>
    /// <param name="cut">Which are kept.</param>
    internal IReadOnlyList<ScoredBoxes> Detect(Tensor embedded, IReadOnlyList<Proposals> proposals, ImageSize image, DetectionCut cut)
    {
        return [.. boxes.Candidates(embedded, proposals, image).Select(candidates => Choose(candidates, cut))];
    }

    /// <summary>Mask logits of every class, [R, K, 28, 28].</summary>
    /// <param name="pooled">[R, C, 14, 14].</param>
    internal Tensor MaskLogits(Tensor pooled)
    {
        using var hidden = maskHead.call(pooled);
        return maskPredictor.call(hidden);
    }

    /// <summary>Masks of each RoI's own class, [R, 28, 28]: probabilities, or logits where the model's setting says so.</summary>
    /// <param name="pooled">[R, C, 14, 14].</param>
    /// <param name="labels">[R], int64, on the host.</param>
    internal Tensor Masks(Tensor pooled, Tensor labels)
    {
        using var scope = NewDisposeScope();
        var logits = MaskLogits(pooled);
        var (height, width) = (logits.shape[2], logits.shape[3]);
        var ofLabel = labels.to(logits.device).view(-1, 1, 1, 1).expand(-1, 1, height, width);
        var masks = logits.gather(1, ofLabel).squeeze(1).Single();
        return (settings.MaskActivation == MaskActivation.Sigmoid ? masks.sigmoid() : masks).MoveToOuterDisposeScope();
    }

    private ScoredBoxes Choose(ScoredBoxes candidates, DetectionCut cut)
    {
        using var scope = NewDisposeScope();
        var takesPart = candidates.Scores.gt(cut.ScoreThreshold);
        if (cut.DropsZeroArea)
            takesPart = takesPart.logical_and(Detection.Boxes.Area(candidates.Boxes).gt(0));
        var kept = NonMaximumSuppression.Keep(candidates.Boxes, candidates.Scores, takesPart, settings.NmsThreshold, candidates.Labels);
        return candidates.At(kept.narrow(0, 0, Math.Min(cut.MaxPerImage, kept.shape[0]))).MoveToOuterDisposeScope();
    }
}
