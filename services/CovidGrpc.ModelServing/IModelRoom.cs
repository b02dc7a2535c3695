using CovidGrpc.Contracts.V1;

namespace CovidGrpc.ModelServing;

/// <summary>What <c>covid.v1.ModelService</c> asks of a room, whichever kind of network it holds.</summary>
internal interface IModelRoom
{
    /// <summary>What is loaded, by name and version.</summary>
    IReadOnlyList<LoadedModel> List();

    /// <summary>One loaded model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="version">Its version; the one in use when empty.</param>
    /// <exception cref="ModelNotLoadedException">It is not loaded.</exception>
    GetModelResponse Get(string name, string version);

    /// <summary>Loads, verifies and warms a model, then swaps it in, unless it is to stand by.</summary>
    /// <param name="name">Its name; the only one in the store when null.</param>
    /// <param name="version">Its version; the newest when null.</param>
    /// <param name="standby">True to leave the one in use in use.</param>
    /// <param name="cancellationToken">Ends the wait for another load; a load that has begun ends by itself.</param>
    /// <exception cref="Vision.Models.ModelNotInStoreException">The store has no such model.</exception>
    /// <exception cref="Vision.Models.ModelTooLargeException">It does not fit into memory.</exception>
    /// <exception cref="ModelLoadException">It cannot be used.</exception>
    Task<Model> LoadAsync(string? name, string? version, bool standby, CancellationToken cancellationToken);

    /// <summary>Retires a version and waits for its last call.</summary>
    /// <exception cref="ModelNotLoadedException">It is not loaded.</exception>
    /// <exception cref="ModelInUseException">It is the version in use of the default model.</exception>
    Task UnloadAsync(string name, string version, CancellationToken cancellationToken);
}
