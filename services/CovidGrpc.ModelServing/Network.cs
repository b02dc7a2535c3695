using CovidGrpc.Vision.Models;

namespace CovidGrpc.ModelServing;

/// <summary>A network that is loaded and warm.</summary>
/// <typeparam name="TNetwork">The part of the model that this room holds.</typeparam>
/// <param name="Value">The network; safe for concurrent calls.</param>
/// <param name="Manifest">Its <c>model.json</c>.</param>
/// <param name="Identity">Its identity.</param>
public sealed record Network<TNetwork>(TNetwork Value, ModelManifest Manifest, ModelIdentity Identity);
