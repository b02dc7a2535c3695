using CovidGrpc.Vision.Backbones;

namespace CovidGrpc.Vision.Models;

/// <summary>What an architecture can do and stand on.</summary>
internal static class ArchitectureTraits
{
    private static readonly Backbone[] Residual = [Backbone.ResNet18, Backbone.ResNet34, Backbone.ResNet50, Backbone.ResNeXt50, Backbone.ResNeXt101];

    internal static bool Segments(this ModelArchitecture architecture)
    {
        return architecture is ModelArchitecture.OneShotLstmAttention or ModelArchitecture.MaskRcnn;
    }

    internal static bool Classifies(this ModelArchitecture architecture)
    {
        return architecture is ModelArchitecture.OneShotLstmAttention or ModelArchitecture.ImageClassifier;
    }

    internal static IReadOnlyList<Backbone> Backbones(this ModelArchitecture architecture)
    {
        return architecture == ModelArchitecture.ImageClassifier ? [.. Residual, Backbone.DenseNet121, Backbone.Vgg16] : Residual;
    }
}
