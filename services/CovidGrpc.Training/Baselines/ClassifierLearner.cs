using CovidGrpc.Training.Learning;
using CovidGrpc.Vision.ImageClassifiers;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Training.Baselines;

/// <summary>Trains a classifier of whole slices: mean cross-entropy of the classes of a batch.</summary>
internal sealed class ClassifierLearner : PlainLearner
{
    private readonly ImageClassifierNetwork _network;
    private readonly ModelManifest _manifest;
    private readonly Device _device;

    internal ClassifierLearner(ModelFolder model, Device device, RecipeSettings settings)
        : this(Load(model, device), model.Manifest, device, settings)
    {
    }

    private ClassifierLearner(ImageClassifierNetwork network, ModelManifest manifest, Device device, RecipeSettings settings)
        : base(network, settings)
    {
        (_network, _manifest, _device) = (network, manifest, device);
    }

    private protected override bool Backward(long iteration, IterationSamples samples, LossMeans losses)
    {
        if (samples.Classification.Count == 0)
            return false;
        var slices = samples.Classification.Select(sample => sample.Slice).ToArray();
        var geometry = ImageGeometry.AtMost(new(slices[0].Rows, slices[0].Columns), Math.Max(slices[0].Rows, slices[0].Columns));
        var batch = SliceBatch.Of(slices, geometry, _manifest.Normalisation, _device);
        var logits = _network.call(ConvolutionLayout.Of(batch.Images), CancellationToken.None);
        var classes = _manifest.Classification!.Classes;
        var truths = tensor(samples.Classification.Select(sample => (long)classes.Index().First(entry => entry.Item == sample.Truth).Index).ToArray()).to(_device);
        var loss = functional.cross_entropy(logits, truths);
        loss.backward();
        losses.Add(LossMeans.Class, loss.item<float>());
        return true;
    }

    private static ImageClassifierNetwork Load(ModelFolder model, Device device)
    {
        var manifest = model.Manifest;
        return NetworkLoader.Load(
            () => ImageClassifierNetwork.Of(manifest.Backbone, manifest.BatchNorm), model, Vision.Placement.Cpu with { Device = device }, _ => true);
    }
}
