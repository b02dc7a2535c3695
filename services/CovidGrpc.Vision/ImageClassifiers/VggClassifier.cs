using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>VGG-16 without batch norm (Simonyan and Zisserman, 2015). It pools to 7×7 cells, unevenly where the map is no multiple of that.</summary>
internal sealed class VggClassifier : ImageClassifierNetwork
{
    private const int PooledSide = 7;
    private const int Hidden = 4096;

    // Channels of the convolutions before each of the five poolings.
    private static readonly int[][] Stages = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    [ComponentName(Name = "features")]
    private readonly Sequential _features;

    [ComponentName(Name = "classifier")]
    private readonly Sequential _classifier;

    internal VggClassifier()
        : base(nameof(VggClassifier))
    {
        _features = Sequential(Numbered(Convolutions()));
        _classifier = Sequential(Numbered(
        [
            Linear(Stages[^1][^1] * PooledSide * PooledSide, Hidden), ReLU(inplace: true), Dropout(),
            Linear(Hidden, Hidden), ReLU(inplace: true), Dropout(),
            Linear(Hidden, Classes),
        ]));
        RegisterComponents();
    }

    internal override Tensor Features(Tensor images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var features = images.alias();
        foreach (var step in _features.children().Cast<Module<Tensor, Tensor>>())
        {
            cancellation.ThrowIfCancellationRequested();
            var next = step.call(features);
            features.Dispose();
            features = next;
        }

        return features.MoveToOuterDisposeScope();
    }

    internal override Tensor Pool(Tensor features)
    {
        return functional.adaptive_avg_pool2d(features, [PooledSide, PooledSide]);
    }

    protected override Tensor Classify(Tensor pooled)
    {
        using var row = pooled.flatten(1);
        return _classifier.call(row);
    }

    private static IEnumerable<Module<Tensor, Tensor>> Convolutions()
    {
        var inputs = 3;
        foreach (var stage in Stages)
        {
            foreach (var channels in stage)
            {
                yield return Conv2d(inputs, channels, 3, padding: 1);
                yield return ReLU(inplace: true);
                inputs = channels;
            }

            yield return MaxPool2d(2, 2);
        }
    }

    // torchvision numbers every step, with or without weights.
    private static (string, Module<Tensor, Tensor>)[] Numbered(IEnumerable<Module<Tensor, Tensor>> steps)
    {
        return [.. steps.Select((step, i) => ($"{i}", step))];
    }
}
