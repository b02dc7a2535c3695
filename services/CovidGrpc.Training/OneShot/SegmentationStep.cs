using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
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
    private readonly DetectionLoss _loss;
    private readonly int _imageSide;

    internal SegmentationStep(OneShotNetwork network, RecipeSettings settings, Permutation permutation)
    {
        (_network, _imageSide) = (network, settings.ImageSide);
        _placement = new(network.Detection.Tissues, network.Device);
        _loss = new(network.Segmentation.Rpn, network.Segmentation.RoiHeads.Detection, settings, permutation);
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
        var geometry = ImageGeometry.Of(new(slice.Rows, slice.Columns), _imageSide, _imageSide);
        var truth = _placement.Place(target, geometry);
        var batch = SliceBatch.Of([slice], geometry, _network.Manifest.Normalisation, _network.Device);
        var features = _network.Segmentation.Backbone.call(ConvolutionLayout.Of(batch.Images), CancellationToken.None)[0];
        var (losses, outcome) = _loss.Compute(
            [features],
            geometry,
            truth,
            boxes => RoiHeads.PoolBoxes(features, [boxes], geometry),
            boxes => RoiHeads.PoolMasks(features, [boxes], geometry));
        beforeBackward?.Invoke(outcome);
        losses.sum().backward();
        return outcome;
    }
}
