using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Serving;

namespace CovidGrpc.ModelServing;

/// <summary>The network in use: an immutable snapshot, swapped by reference. A call takes it once and answers with it alone.</summary>
/// <typeparam name="TNetwork">The part of the model that this room holds.</typeparam>
public sealed class ServedModel<TNetwork>(Readiness readiness)
{
    private volatile Network<TNetwork>? _network;

    /// <summary>The network in use.</summary>
    /// <exception cref="ModelNotReadyException">It is still being loaded.</exception>
    public Network<TNetwork> Network => _network ?? throw new ModelNotReadyException();

    /// <summary>The network in use, as answers cite it.</summary>
    /// <exception cref="ModelNotReadyException">It is still being loaded.</exception>
    public Model Contract => Network.Contract;

    /// <summary>From now on this network answers.</summary>
    internal void Serve(Network<TNetwork> network)
    {
        _network = network;
        readiness.MarkReady();
    }
}
