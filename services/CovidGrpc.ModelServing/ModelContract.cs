using CovidGrpc.Contracts.V1;
using CovidGrpc.Vision.Models;
using BatchNormMode = CovidGrpc.Contracts.V1.BatchNormMode;

namespace CovidGrpc.ModelServing;

/// <summary>A model in the words of the contract.</summary>
internal static class ModelContract
{
    public static Model From(ModelManifest manifest, Vision.Models.ModelIdentity identity) => new()
    {
        Identity = new Contracts.V1.ModelIdentity { Name = identity.Name, Version = identity.Version, Digest = identity.Digest },
        Architecture = manifest.Architecture.Name(),
        Backbone = manifest.Backbone.Name(),
        BatchNormMode = manifest.BatchNorm == Vision.Layers.BatchNormMode.BatchStatistics
            ? BatchNormMode.BatchStatistics
            : BatchNormMode.RunningStatistics,
        Trained = manifest.Trained,
        Calibrated = manifest.Classification?.Calibrated ?? false,
    };
}
