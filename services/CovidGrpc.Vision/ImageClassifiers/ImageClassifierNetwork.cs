using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>
/// A network that classifies a whole image, [N, 3, H, W] to logits [N, 3]. Tensors are named as torchvision names them, so that its checkpoints
/// fit everything but the last linear layer.
/// </summary>
internal abstract class ImageClassifierNetwork(string name) : Module<Tensor, CancellationToken, Tensor>(name)
{
    /// <summary>Outputs of the last layer.</summary>
    protected static int Classes { get; } = Enum.GetValues<DiagnosticClass>().Length;

    internal static ImageClassifierNetwork Of(Backbone backbone, BatchNormMode mode)
    {
        return backbone switch
        {
            Backbone.DenseNet121 => new DenseNetClassifier(mode),
            Backbone.Vgg16 => new VggClassifier(),
            var residual => new ResNetClassifier(residual, mode),
        };
    }

    /// <exception cref="OperationCanceledException">Noticed between two layers.</exception>
    public sealed override Tensor forward(Tensor images, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var features = Features(images, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return Classify(Pool(features)).MoveToOuterDisposeScope();
    }

    /// <summary>The feature map before pooling, [N, C, h, w], without negative values.</summary>
    /// <exception cref="OperationCanceledException">Noticed between two layers.</exception>
    internal abstract Tensor Features(Tensor images, CancellationToken cancellation);

    /// <summary>The feature map, pooled to the size that the last layers read; [N, C] unless they read several cells.</summary>
    internal virtual Tensor Pool(Tensor features)
    {
        return features.mean([2, 3]);
    }

    /// <summary>Pooled features to logits [N, 3].</summary>
    protected abstract Tensor Classify(Tensor pooled);
}
