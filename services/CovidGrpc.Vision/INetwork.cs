using CovidGrpc.Vision.Models;

namespace CovidGrpc.Vision;

/// <summary>A network that is loaded. Safe to call from several threads; the weights never change.</summary>
public interface INetwork : IDisposable
{
    /// <summary>What the model's <c>model.json</c> says.</summary>
    ModelManifest Manifest { get; }

    /// <summary>Which model this is.</summary>
    ModelIdentity Identity { get; }

    /// <summary>Bytes of its parameters and buffers.</summary>
    long WeightBytes { get; }

    /// <summary>Computes one blank input, so that the first real one does not pay for what libtorch sets up.</summary>
    void WarmUp();
}
