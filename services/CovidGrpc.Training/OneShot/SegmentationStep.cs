using CovidGrpc.Training.Detection;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;

namespace CovidGrpc.Training.OneShot;

/// <summary>
/// The segmentation half of an iteration: losses of the backbone, the proposal network and the detection branch on one slice, and their gradients.
/// The classification branch and the attention layer take no part.
/// </summary>
internal sealed class SegmentationStep
{
    private readonly OneShotNetwork _network;
    private readonly TargetPlacement _placement;
    private readonly RpnLoss _rpnLoss;
    private readonly RoiSampler _roiSampler;
    private readonly RoiLoss _roiLoss;

    internal SegmentationStep(OneShotNetwork network, OneShotTrainingSettings settings, Permutation permutation)
    {
        _network = network;
        _placement = new(network.Detection.Tissues, network.Device);
        _rpnLoss = new(
            new(settings.PositiveAnchorIou, settings.NegativeAnchorIou) { KeepsBest = true, KeepsBestOfUncovered = settings.MatchesUncovered },
            new(settings.AnchorSampleSize, settings.MostPositiveAnchors, permutation),
            network.Segmentation.Rpn.Coder);
        _roiSampler = new(new(settings.PositiveRoiIou, settings.NegativeRoiIou), new(settings.RoiSampleSize, settings.MostPositiveRois, permutation));
        _roiLoss = new(network.Segmentation.RoiHeads.Detection.Boxes.Coder);
    }

    /// <summary>Computes losses and adds their gradients to the parameters'; batch norm's running statistics in the backbone follow.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="target">At least one instance.</param>
    /// <param name="beforeBackward">Told the outcome before gradients are computed.</param>
    /// <exception cref="ArgumentException">The target does not fit the slice.</exception>
    internal SegmentationOutcome Run(SliceInput slice, SegmentationTarget target, Action<SegmentationOutcome>? beforeBackward = null)
    {
        using var scope = NewDisposeScope();
        _network.Segmentation.train();
        _network.Segmentation.Encoder.eval();
        var geometry = ImageGeometry.Of(new(slice.Rows, slice.Columns));
        var truth = _placement.Place(target, geometry);
        var batch = SliceBatch.Of([slice], geometry, _network.Manifest.Normalisation, _network.Device);
        var (losses, outcome) = Compute(batch.Images, geometry, truth);
        beforeBackward?.Invoke(outcome);
        losses.sum().backward();
        return outcome;
    }

    private (Tensor Losses, SegmentationOutcome Outcome) Compute(Tensor image, ImageGeometry geometry, GroundTruth truth)
    {
        var network = _network.Segmentation;
        var features = network.Backbone.call(ChannelsLast.Of(image), CancellationToken.None)[0];
        var predictions = network.Rpn.Predict(features, geometry.Padded).OfImage(0);
        var (objectness, rpnBoxes, anchors, uncovered) = _rpnLoss.Compute(predictions, truth);

        var rois = _roiSampler.Draw(network.Rpn.Propose([predictions], geometry.Resized).Boxes, truth);
        var branch = network.RoiHeads.Detection;
        var (logits, deltas) = branch.Boxes.Predict(RoiHeads.PoolBoxes(features, [rois.Boxes], geometry));
        var labels = rois.PositiveLabels(logits);
        var maskLogits = branch.MaskLogits(RoiHeads.PoolMasks(features, [rois.PositiveBoxes()], geometry));

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
