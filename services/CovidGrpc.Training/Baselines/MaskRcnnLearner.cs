using CovidGrpc.Training.Detection;
using CovidGrpc.Training.Learning;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.MaskRcnn;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Weights;
using static TorchSharp.torch;

namespace CovidGrpc.Training.Baselines;

/// <summary>Trains Mask R-CNN (He et al., 2017): the five losses of a slice, gradients of a batch's slices added up and divided by their number.</summary>
internal sealed class MaskRcnnLearner : PlainLearner
{
    private readonly MaskRcnnNetwork _network;
    private readonly Normalisation _normalisation;
    private readonly Device _device;
    private readonly DetectionLoss _loss;
    private readonly int _seed;
    private Permutation _draw = Permutations.Seeded(0);

    internal MaskRcnnLearner(ModelFolder model, Device device, RecipeSettings settings, int seed)
        : this(Load(model, device), model.Manifest, device, settings, seed)
    {
    }

    private MaskRcnnLearner(MaskRcnnNetwork network, ModelManifest manifest, Device device, RecipeSettings settings, int seed)
        : base(network, settings)
    {
        (_network, _normalisation, _device, _seed) = (network, manifest.Normalisation, device, seed);
        _loss = new(network.Rpn, network.RoiHeads.Branch, settings, count => _draw(count));
        Placement = new(manifest.Detection!.Tissues, device);
    }

    private TargetPlacement Placement { get; }

    private protected override bool Backward(long iteration, IterationSamples samples, LossMeans losses)
    {
        _draw = Permutations.OfIteration(_seed, iteration);
        var learned = samples.Segmentation.Where(sample => sample.Target.Instances.Count > 0).ToArray();
        foreach (var (slice, target) in learned)
        {
            using var scope = NewDisposeScope();
            var geometry = MaskRcnnNetwork.Geometry(new(slice.Rows, slice.Columns));
            var truth = Placement.Place(target, geometry);
            var batch = SliceBatch.Of([slice], geometry, _normalisation, _device);
            var levels = _network.Backbone.call(ConvolutionLayout.Of(batch.Images), CancellationToken.None);
            var (terms, outcome) = _loss.Compute(
                levels,
                geometry,
                truth,
                boxes => MaskRcnnRoiHeads.PoolBoxes(levels, [boxes], geometry),
                boxes => MaskRcnnRoiHeads.PoolMasks(levels, [boxes], geometry));
            (terms.sum() / learned.Length).backward();
            outcome.Losses.AddTo(losses);
        }

        return learned.Length > 0;
    }

    private static MaskRcnnNetwork Load(ModelFolder model, Device device)
    {
        var manifest = model.Manifest;
        return NetworkLoader.Load(
            () => new MaskRcnnNetwork(manifest, manifest.Detection!), model, Vision.Placement.Cpu with { Device = device }, _ => true);
    }
}
