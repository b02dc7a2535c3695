using CovidGrpc.Hosting.Serving;
using CovidGrpc.Vision;

namespace CovidGrpc.ModelServing;

/// <summary>
/// The networks that a room holds, as an immutable snapshot that is swapped by reference:
/// <code>
/// load ▸ warm ▸ swap in ──▶ snapshot ──▶ lease ▸ call ▸ release
/// unload ▸ next snapshot ▸ wait for the last lease ▸ dispose
/// </code>
/// A call takes its lease once and answers with that network alone.
/// </summary>
/// <typeparam name="TNetwork">The part of a model that this room holds.</typeparam>
public sealed class ModelRegistry<TNetwork> : IDisposable
    where TNetwork : class, INetwork
{
    private readonly Readiness _readiness;
    private volatile ModelSnapshot<TNetwork> _snapshot = ModelSnapshot<TNetwork>.Empty;
    private volatile string? _defaultName;

    internal ModelRegistry(Readiness readiness) => _readiness = readiness;

    /// <summary>Name of the model that answers when none is named.</summary>
    /// <exception cref="ModelNotReadyException">It is still being loaded.</exception>
    public string DefaultName => _defaultName ?? throw new ModelNotReadyException();

    internal ModelSnapshot<TNetwork> Snapshot => _snapshot;

    /// <summary>A hold on the network in use.</summary>
    /// <param name="name">Name of the model; the default one when empty.</param>
    /// <exception cref="ModelNotReadyException">The default model is still being loaded.</exception>
    /// <exception cref="ModelNotLoadedException">No model of that name is loaded.</exception>
    public ModelLease<TNetwork> Lease(string name = "")
    {
        var wanted = name.Length == 0 ? DefaultName : name;
        while (true)
        {
            var model = _snapshot.InUse.GetValueOrDefault(wanted) ?? throw new ModelNotLoadedException(wanted, null);
            // Null when it was unloaded since the snapshot was taken: the next snapshot is there already.
            if (model.TryLease() is { } lease)
            {
                return lease;
            }
        }
    }

    /// <summary>A hold on the network with a digest, in use or beside it; null when it is not loaded.</summary>
    /// <param name="name">Name of the model; any when empty.</param>
    /// <param name="digest">The digest.</param>
    /// <exception cref="ModelNotReadyException">The default model is still being loaded.</exception>
    public ModelLease<TNetwork>? LeaseExactly(string name, string digest)
    {
        _ = DefaultName;
        while (_snapshot.Find(name, digest) is { } model)
        {
            if (model.TryLease() is { } lease)
            {
                return lease;
            }
        }

        return null;
    }

    /// <summary>Retires every network; those that calls still use go with the last of them.</summary>
    public void Dispose()
    {
        var last = Interlocked.Exchange(ref _snapshot, ModelSnapshot<TNetwork>.Empty);
        last.Loaded.ForEach(model => model.Release());
    }

    // The room changes the snapshot, one change at a time.
    internal void Become(ModelSnapshot<TNetwork> next) => _snapshot = next;

    internal void ServeByDefault(string name)
    {
        _defaultName = name;
        _readiness.MarkReady();
    }
}
