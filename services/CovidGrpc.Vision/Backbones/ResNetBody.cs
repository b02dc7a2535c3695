using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.Backbones;

/// <summary>A residual network without pooling and classifier: [N, 3, H, W] to its last layer, [N, <see cref="Outputs"/>, H/s, W/s], s 32 after the fourth and 16 after the third.</summary>
internal sealed class ResNetBody : Module<Tensor, CancellationToken, Tensor>, ISimplifiable
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn1")]
    private readonly ImageBatchNorm _bn1;

    private readonly Sequential[] _layers;

    /// <param name="backbone">Which.</param>
    /// <param name="mode">Where batch norm takes its statistics from.</param>
    /// <param name="layers">The first so many of its four layers.</param>
    internal ResNetBody(Backbone backbone, BatchNormMode mode, int layers = 4)
        : base(nameof(ResNetBody))
    {
        const long Stem = 64;
        var layout = ResNetLayout.Of(backbone);
        _conv1 = Conv2d(3, Stem, 7, 2, padding: 3, bias: false);
        _bn1 = new(Stem, mode);
        LayerOutputs = [.. layout.Depths.Take(layers).Select((_, i) => (Stem << i) * layout.Expansion)];
        _layers = new Sequential[layers];
        for (var i = 0; i < _layers.Length; i++)
        {
            var (inputs, stride) = i == 0 ? (Stem, 1) : (LayerOutputs[i - 1], 2);
            register_module($"layer{i + 1}", _layers[i] = Layer(layout, inputs, Stem << i, layout.Depths[i], stride, mode));
        }

        RegisterComponents();
    }

    /// <summary>Channels of each layer.</summary>
    internal IReadOnlyList<long> LayerOutputs { get; }

    /// <summary>Channels of the last layer.</summary>
    internal long Outputs => LayerOutputs[^1];

    /// <summary>What its convolutions compute in.</summary>
    internal ScalarType WeightType => _conv1.weight!.dtype;

    /// <inheritdoc/>
    public void Simplify()
    {
        _bn1.FoldIntoPrevious(_conv1);
    }

    /// <exception cref="OperationCanceledException">Noticed between two layers.</exception>
    public override Tensor forward(Tensor images, CancellationToken cancellation)
    {
        return LastLayers(images, 1, cancellation)[0];
    }

    /// <summary>The last layers, from fine to coarse: [N, <see cref="LayerOutputs"/>, H/s, W/s], s from 4 to 32.</summary>
    /// <exception cref="OperationCanceledException">Noticed between two layers.</exception>
    internal IReadOnlyList<Tensor> LastLayers(Tensor images, int count, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var features = new Queue<Tensor>();
        var last = Start(images);
        features.Enqueue(last);
        foreach (var layer in _layers)
        {
            cancellation.ThrowIfCancellationRequested();
            features.Enqueue(last = layer.call(last));
            if (features.Count > count)
                features.Dequeue().Dispose();
        }

        return [.. features.Select(layer => layer.MoveToOuterDisposeScope())];
    }

    private Tensor Start(Tensor images)
    {
        using var scope = NewDisposeScope();
        return functional.max_pool2d(_bn1.call(_conv1.call(images)).relu_(), 3, 2, 1).MoveToOuterDisposeScope();
    }

    private static Sequential Layer(ResNetLayout layout, long inputs, long planes, int depth, long stride, BatchNormMode mode)
    {
        var outputs = planes * layout.Expansion;
        var blocks = Enumerable.Range(0, depth).Select(i => ($"{i}", i == 0
            ? Block(layout, inputs, planes, stride, stride != 1 || inputs != outputs ? new Downsample(inputs, outputs, stride, mode) : null, mode)
            : Block(layout, outputs, planes, 1, null, mode)));
        return Sequential(blocks.ToArray());
    }

    private static Module<Tensor, Tensor> Block(
        ResNetLayout layout, long inputs, long planes, long stride, Downsample? downsample, BatchNormMode mode)
    {
        return layout.Bottleneck
            ? new Bottleneck(inputs, planes, stride, layout, downsample, mode)
            : new BasicBlock(inputs, planes, stride, downsample, mode);
    }
}
