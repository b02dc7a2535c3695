using CovidGrpc.Contracts.V1;
using CovidGrpc.Vision.Models;
using ModelIdentity = CovidGrpc.Vision.Models.ModelIdentity;

namespace CovidGrpc.ModelServing;

/// <summary>A network that is loaded and warm.</summary>
/// <typeparam name="TNetwork">The part of the model that this room holds.</typeparam>
/// <param name="Value">The network; safe for concurrent calls.</param>
/// <param name="Manifest">Its <c>model.json</c>.</param>
/// <param name="Identity">Its identity.</param>
public sealed record Network<TNetwork>(TNetwork Value, ModelManifest Manifest, ModelIdentity Identity)
{
    /// <summary>The network as answers cite it; a message of its own for each answer.</summary>
    public Model Contract => ModelContract.From(Manifest, Identity);
}
