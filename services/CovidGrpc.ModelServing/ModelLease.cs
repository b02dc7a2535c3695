using CovidGrpc.Contracts.V1;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using ModelIdentity = CovidGrpc.Vision.Models.ModelIdentity;

namespace CovidGrpc.ModelServing;

/// <summary>One holder of a network: it stays loaded until this is disposed, whatever is swapped in meanwhile.</summary>
/// <typeparam name="TNetwork">The part of the model that this room holds.</typeparam>
public sealed class ModelLease<TNetwork> : IDisposable
    where TNetwork : class, INetwork
{
    private readonly LoadedModel<TNetwork> _model;
    private int _disposed;

    internal ModelLease(LoadedModel<TNetwork> model) => _model = model;

    /// <summary>The network; safe for concurrent calls.</summary>
    public TNetwork Network => _model.Network;

    /// <summary>Its identity.</summary>
    public ModelIdentity Identity => _model.Identity;

    /// <summary>Name of the type that it computes in, as <c>float32</c>.</summary>
    public string Precision => _model.Placement.Precision.Name();

    /// <summary>The model as answers cite it; a message of its own for each answer.</summary>
    public Model Contract => _model.Contract;

    /// <summary>
    /// A hold of its own for work that may outlive this one: a computation that several calls wait for goes on when the one that began it
    /// gives up.
    /// </summary>
    /// <exception cref="ModelNotLoadedException">Nobody holds the network any more.</exception>
    public ModelLease<TNetwork> Share() => _model.TryLease() ?? throw new ModelNotLoadedException(Identity.Name, Identity.Version);

    /// <summary>Ends the hold; a second time does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _model.Release();
        }
    }
}
