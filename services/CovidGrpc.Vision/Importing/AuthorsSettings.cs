using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision.Importing;

/// <summary>What the authors of the paper set beside the weights, for each architecture.</summary>
internal static class AuthorsSettings
{
    private static readonly AnchorSettings Anchors = new([2, 4, 8, 16, 32], [0.1, 0.25, 0.5, 1, 1.5, 2]);

    internal static BatchNormMode BatchNorm(ModelArchitecture architecture)
    {
        return architecture == ModelArchitecture.OneShotLstmAttention ? BatchNormMode.BatchStatistics : BatchNormMode.RunningStatistics;
    }

    internal static Normalisation Normalisation(ModelArchitecture architecture)
    {
        return architecture switch
        {
            ModelArchitecture.OneShotLstmAttention => Input.Normalisation.ZScore,
            ModelArchitecture.MaskRcnn => Input.Normalisation.ImageNet,
            _ => Input.Normalisation.Unit,
        };
    }

    internal static DetectionSettings? Detection(ModelArchitecture architecture, IReadOnlyList<Tissue>? tissues)
    {
        return architecture switch
        {
            ModelArchitecture.OneShotLstmAttention => new(
                Enum.GetValues<Tissue>(), Anchors, new(400, 200, 0.75), 0.5, MaskActivation.Sigmoid, new(0.75, 4)),
            ModelArchitecture.MaskRcnn => new(
                tissues ?? [Tissue.GroundGlassOpacity, Tissue.Consolidation], Anchors, new(1000, 1000, 0.75), 0.5, MaskActivation.None, new(0.05, 128)),
            _ => null,
        };
    }

    internal static ClassificationSettings? Classification(ModelArchitecture architecture)
    {
        return architecture.Classifies() ? new(Enum.GetValues<DiagnosticClass>(), 1, Calibrated: false) : null;
    }
}
