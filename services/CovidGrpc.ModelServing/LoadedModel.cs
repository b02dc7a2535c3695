using CovidGrpc.Contracts.V1;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using ModelIdentity = CovidGrpc.Vision.Models.ModelIdentity;

namespace CovidGrpc.ModelServing;

/// <summary>
/// A network that is loaded and warm, with the calls that use it counted: once it is retired and the last of them has ended, it is disposed.
/// </summary>
/// <typeparam name="TNetwork">The part of the model that this room holds.</typeparam>
internal sealed class LoadedModel<TNetwork>(TNetwork network, ModelFolder folder, Placement placement, long memoryBytes)
    where TNetwork : class, INetwork
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // One for the registry, one for each lease. Never rises again from zero.
    private int _holders = 1;

    public TNetwork Network => network;

    public ModelIdentity Identity => folder.Identity;

    public Placement Placement => placement;

    public long MemoryBytes => memoryBytes;

    /// <summary>Ends when the network is disposed.</summary>
    public Task Disposed => _disposed.Task;

    /// <summary>The model as answers cite it; a message of its own for each answer.</summary>
    public Model Contract => ModelContract.From(folder, placement);

    public string Card => ModelCard.Write(folder);

    public bool Is(string name, string version) => Identity.Name == name && Identity.Version == version;

    /// <summary>Null when the network is retired and gone.</summary>
    public ModelLease<TNetwork>? TryLease()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
            {
                return new ModelLease<TNetwork>(this);
            }
        }

        return null;
    }

    /// <summary>One holder less.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            network.Dispose();
            _disposed.SetResult();
        }
    }
}
