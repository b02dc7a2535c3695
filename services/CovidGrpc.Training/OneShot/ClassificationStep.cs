using CovidGrpc.Training.Learning;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Input;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Training.OneShot;

/// <summary>
/// The classification half of an iteration: the loss of the class of one slice, through the classification branch without detections, and its
/// gradients. Boxes are constants, so none reaches the proposal network and the box branches.
/// </summary>
internal sealed class ClassificationStep(OneShotNetwork network, RecipeSettings settings)
{
    /// <summary>
    /// Computes the loss, mean binary cross-entropy of each class on its own, and adds its gradients to the parameters'; batch norm's running
    /// statistics in the backbone and in the attention layer follow. Null, without gradients, when no RoI survives.
    /// </summary>
    internal ClassificationOutcome? Run(SliceInput slice, DiagnosticClass truth)
    {
        using var scope = NewDisposeScope();
        network.Evaluate();
        network.Segmentation.Backbone.train();
        network.Segmentation.Encoder.train();
        network.Classification.Attention.train();
        var geometry = ImageGeometry.Of(new(slice.Rows, slice.Columns), settings.ImageSide, settings.ImageSide);
        var batch = SliceBatch.Of([slice], geometry, network.Manifest.Normalisation, network.Device);
        var result = network.Segmentation.Forward(batch.Images, geometry, cut: null, new(TimeProvider.System, network.Device), CancellationToken.None);
        if (result.Sequences is null)
            return null;

        var logits = network.Classification.call(result.Sequences).Logits;
        var oneHot = zeros_like(logits);
        oneHot[0, network.Manifest.Classification!.Classes.Index().First(entry => entry.Item == truth).Index] = 1;
        var loss = functional.binary_cross_entropy_with_logits(logits, oneHot);
        loss.backward();
        return new(loss.item<float>(), logits.detach().cpu().data<float>().ToArray());
    }
}
