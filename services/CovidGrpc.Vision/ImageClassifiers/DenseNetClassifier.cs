using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>DenseNet-121 (Huang et al., 2017).</summary>
internal sealed class DenseNetClassifier : ImageClassifierNetwork
{
    [ComponentName(Name = "features")]
    private readonly DenseNetBody _body;

    [ComponentName(Name = "classifier")]
    private readonly Linear _classifier;

    internal DenseNetClassifier(BatchNormMode mode)
        : base(nameof(DenseNetClassifier))
    {
        _body = new(mode);
        _classifier = Linear(_body.Outputs, Classes);
        RegisterComponents();
    }

    internal override Tensor Features(Tensor images, CancellationToken cancellation)
    {
        return _body.call(images, cancellation);
    }

    protected override Tensor Classify(Tensor pooled)
    {
        return _classifier.call(pooled);
    }
}
