using CovidGrpc.Contracts.V1;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using BatchNormMode = CovidGrpc.Contracts.V1.BatchNormMode;
using Precision = CovidGrpc.Contracts.V1.Precision;

namespace CovidGrpc.ModelServing;

/// <summary>A model in the words of the contract.</summary>
internal static class ModelContract
{
    public static Model From(ModelFolder folder, Placement placement)
    {
        var (manifest, identity) = (folder.Manifest, folder.Identity);
        return new Model
        {
            Identity = new Contracts.V1.ModelIdentity { Name = identity.Name, Version = identity.Version, Digest = identity.Digest },
            Architecture = manifest.Architecture.Name(),
            Backbone = manifest.Backbone.Name(),
            BatchNormMode = manifest.BatchNorm == Vision.Layers.BatchNormMode.BatchStatistics
                ? BatchNormMode.BatchStatistics
                : BatchNormMode.RunningStatistics,
            Trained = manifest.Trained,
            Calibrated = manifest.Classification?.Calibrated ?? false,
            Precision = placement.Precision == Vision.Layers.Precision.BFloat16 ? Precision.Bfloat16 : Precision.Float32,
        };
    }
}
