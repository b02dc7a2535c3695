using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Serving;

namespace CovidGrpc.ModelServing;

/// <summary>The network in use: an immutable snapshot, swapped by reference.</summary>
/// <typeparam name="TNetwork">The part of the model that this room holds.</typeparam>
public sealed class ServedModel<TNetwork>(Readiness readiness)
{
    private volatile Snapshot? _snapshot;

    /// <summary>The network in use.</summary>
    /// <exception cref="ModelNotReadyException">It is still being loaded.</exception>
    public Network<TNetwork> Network => (_snapshot ?? throw new ModelNotReadyException()).Network;

    /// <summary>The network in use, as answers cite it.</summary>
    /// <exception cref="ModelNotReadyException">It is still being loaded.</exception>
    public Model Contract => (_snapshot ?? throw new ModelNotReadyException()).Contract.Clone();

    /// <summary>From now on this network answers.</summary>
    internal void Serve(Network<TNetwork> network)
    {
        _snapshot = new Snapshot(network, ModelContract.From(network.Manifest, network.Identity));
        readiness.MarkReady();
    }

    private sealed record Snapshot(Network<TNetwork> Network, Model Contract);
}
