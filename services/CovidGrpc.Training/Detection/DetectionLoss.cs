using CovidGrpc.Training.Learning;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Detection;

/// <summary>The five losses of a slice: those of the proposal network, and those of the box and mask branches on RoIs that are drawn from its proposals.</summary>
internal sealed class DetectionLoss
{
    private readonly RegionProposalNetwork _rpn;
    private readonly DetectionBranch _branch;
    private readonly RpnLoss _rpnLoss;
    private readonly RoiSampler _roiSampler;
    private readonly RoiLoss _roiLoss;

    internal DetectionLoss(RegionProposalNetwork rpn, DetectionBranch branch, RecipeSettings settings, Permutation permutation)
    {
        (_rpn, _branch) = (rpn, branch);
        _rpnLoss = new(
            new(settings.PositiveAnchorIou, settings.NegativeAnchorIou) { KeepsBest = true, KeepsBestOfUncovered = settings.MatchesUncovered },
            new(settings.AnchorSampleSize, settings.MostPositiveAnchors, permutation) { TakesTurns = settings.InstancesTakeTurns },
            rpn.Coder);
        _roiSampler = new(
            new(settings.PositiveRoiIou, settings.NegativeRoiIou),
            new(settings.RoiSampleSize, settings.MostPositiveRois, permutation) { TakesTurns = settings.InstancesTakeTurns });
        _roiLoss = new(branch.Boxes.Coder);
    }

    /// <summary>The losses [5], as tensors that lead to the parameters and as numbers.</summary>
    /// <param name="levels">[1, C, h, w] of the feature pyramid.</param>
    /// <param name="geometry">Of the slice.</param>
    /// <param name="truth">At least one instance.</param>
    /// <param name="poolBoxes">[R, 4] RoIs to what the box branch reads.</param>
    /// <param name="poolMasks">[R, 4] RoIs to what the mask branch reads.</param>
    internal (Tensor Losses, SegmentationOutcome Outcome) Compute(
        IReadOnlyList<Tensor> levels, ImageGeometry geometry, GroundTruth truth, Func<Tensor, Tensor> poolBoxes, Func<Tensor, Tensor> poolMasks)
    {
        var predictions = levels.Select(level => _rpn.Predict(level, geometry.Padded).OfImage(0)).ToArray();
        var (objectness, rpnBoxes, anchors, uncovered) = _rpnLoss.Compute(AnchorPredictions.Join(predictions), truth);

        var rois = _roiSampler.Draw(_rpn.Propose(predictions, geometry.Resized).Boxes.to(truth.Boxes.device), truth);
        var (logits, deltas) = _branch.Boxes.Predict(poolBoxes(rois.Boxes));
        var labels = rois.PositiveLabels(logits);
        var maskLogits = _branch.MaskLogits(poolMasks(rois.PositiveBoxes()));

        var losses = stack(
        [
            RoiLoss.Class(logits, rois),
            _roiLoss.BoxRegression(deltas, labels, rois, truth),
            RoiLoss.Mask(maskLogits, labels, rois, truth),
            objectness,
            rpnBoxes,
        ]);
        var values = losses.detach().cpu().data<float>().ToArray();
        return (losses, new(new(values[0], values[1], values[2], values[3], values[4]), anchors, rois.Counts, uncovered));
    }
}
