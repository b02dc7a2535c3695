using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>DenseNet-121 without pooling and classifier: [N, 3, H, W] to [N, <see cref="Outputs"/>, H/32, W/32].</summary>
internal sealed class DenseNetBody : Module<Tensor, CancellationToken, Tensor>
{
    private static readonly int[] Depths = [6, 12, 24, 16];

    [ComponentName(Name = "conv0")]
    private readonly Conv2d _conv;

    [ComponentName(Name = "norm0")]
    private readonly ImageBatchNorm _norm;

    [ComponentName(Name = "norm5")]
    private readonly ImageBatchNorm _lastNorm;

    private readonly List<Module<Tensor, Tensor>> _steps = [];

    internal DenseNetBody(BatchNormMode mode)
        : base(nameof(DenseNetBody))
    {
        const long Stem = 64;
        _conv = Conv2d(3, Stem, 7, 2, padding: 3, bias: false);
        _norm = new(Stem, mode);
        Outputs = Stem;
        for (var i = 1; i <= Depths.Length; i++)
        {
            var block = new DenseBlock(Outputs, Depths[i - 1], mode);
            Add($"denseblock{i}", block);
            Outputs = block.Outputs;
            if (i == Depths.Length)
                break;
            Add($"transition{i}", new DenseTransition(Outputs, mode));
            Outputs /= 2;
        }

        _lastNorm = new(Outputs, mode);
        RegisterComponents();
    }

    /// <summary>Channels of the feature map.</summary>
    internal long Outputs { get; }

    /// <exception cref="OperationCanceledException">Noticed between two blocks.</exception>
    public override Tensor forward(Tensor images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var features = Start(images);
        foreach (var step in _steps)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = step.call(features);
            features.Dispose();
            features = next;
        }

        return _lastNorm.call(features).relu_().MoveToOuterDisposeScope();
    }

    private Tensor Start(Tensor images)
    {
        using var scope = NewDisposeScope();
        return functional.max_pool2d(_norm.call(_conv.call(images)).relu_(), 3, 2, 1).MoveToOuterDisposeScope();
    }

    private void Add(string name, Module<Tensor, Tensor> step)
    {
        register_module(name, step);
        _steps.Add(step);
    }
}
