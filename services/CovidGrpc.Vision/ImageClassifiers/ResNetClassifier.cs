using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CovidGrpc.Vision.ImageClassifiers;

/// <summary>A residual network with its classifier (He et al., 2015; grouped: Xie et al., 2017).</summary>
internal sealed class ResNetClassifier : ImageClassifierNetwork
{
    private readonly ResNetBody _body;
    private readonly Linear _classifier;

    internal ResNetClassifier(Backbone backbone, BatchNormMode mode)
        : base(nameof(ResNetClassifier))
    {
        _body = new(backbone, mode);
        _classifier = Linear(_body.Outputs, Classes);

        // torchvision's names have no level for the body.
        foreach (var (name, layer) in _body.named_children())
            register_module(name, layer);
        register_module("fc", _classifier);
    }

    internal override Tensor Features(Tensor images, CancellationToken cancellation)
    {
        return _body.call(images, cancellation);
    }

    protected override Tensor Classify(Tensor pooled)
    {
        return _classifier.call(pooled);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _body.Dispose();
        base.Dispose(disposing);
    }
}
