using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>Layers of which each reads all maps before it and adds its own: [N, C, h, w] to [N, C + 32 × depth, h, w].</summary>
internal sealed class DenseBlock : Module<Tensor, Tensor>
{
    private readonly DenseLayer[] _layers;

    internal DenseBlock(long inputs, int depth, BatchNormMode mode)
        : base(nameof(DenseBlock))
    {
        _layers = [.. Enumerable.Range(0, depth).Select(i => new DenseLayer(inputs + i * DenseLayer.Growth, mode))];
        for (var i = 0; i < depth; i++)
            register_module($"denselayer{i + 1}", _layers[i]);
        Outputs = inputs + depth * DenseLayer.Growth;
    }

    /// <summary>Channels behind the block.</summary>
    internal long Outputs { get; }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = input.alias();
        foreach (var layer in _layers)
        {
            using var before = maps;
            using var added = layer.call(before);
            maps = cat([before, added], 1);
        }

        return maps.MoveToOuterDisposeScope();
    }
}
