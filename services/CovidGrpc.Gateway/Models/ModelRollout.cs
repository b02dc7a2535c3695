using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using Grpc.Core;

namespace CovidGrpc.Gateway.Models;

/// <summary>
/// Brings a version of a model into all replicas of its rooms, one rollout at a time:
/// <code>
/// load beside, everywhere ─▶ swap in, classification then segmentation ─▶ let the version before go, segmentation then classification
///        └ one refuses ─▶ let the new one go, everywhere: nothing has changed
/// </code>
/// At every moment the classification holds the heads of every version that a replica of the segmentation makes sequences with. A rollout
/// that has begun goes on to its end when its caller gives up.
/// </summary>
internal sealed class ModelRollout(ModelReplicas replicas, ClassifierInputs inputs, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    private readonly SemaphoreSlim _oneAtATime = new(1);

    public Task<Model> LoadAsync(string name, string version, bool standby, CancellationToken cancellationToken) => RunAsync(
        async rooms =>
        {
            var before = new Dictionary<ModelReplica, IReadOnlyList<LoadedModel>>();
            foreach (var replica in rooms.All)
            {
                before[replica] = [.. (await replica.ListAsync()).Where(loaded => loaded.Model.Identity.Name == name)];
            }

            var (model, holders) = await StandByAsync(rooms, before, name, version);
            if (!standby)
            {
                await SwapAsync(holders, before, model.Identity);
                inputs.Forget();
                await RetireAsync(holders, before, model.Identity);
            }

            return model;
        },
        cancellationToken);

    /// <summary>False when no replica has loaded it.</summary>
    public Task<bool> UnloadAsync(string name, string version, CancellationToken cancellationToken) => RunAsync(
        async rooms =>
        {
            var unloaded = false;
            foreach (var replica in rooms.All.Reverse())
            {
                unloaded |= await replica.UnloadAsync(name, version);
            }

            inputs.Forget();
            return unloaded;
        },
        cancellationToken);

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<T> RunAsync<T>(Func<ConnectedReplicas, Task<T>> change, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        return await RunAloneAsync(change).WaitAsync(cancellationToken);
    }

    private async Task<T> RunAloneAsync<T>(Func<ConnectedReplicas, Task<T>> change)
    {
        try
        {
            await using var rooms = await replicas.ConnectAsync(new CallOptions(deadline: time.GetUtcNow().UtcDateTime + Limit));
            return await change(rooms);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    // The first replica's choice of the newest version binds the others.
    private static async Task<(Model Model, IReadOnlyList<ModelReplica> Holders)> StandByAsync(
        ConnectedReplicas rooms, Dictionary<ModelReplica, IReadOnlyList<LoadedModel>> before, string name, string version)
    {
        Model? model = null;
        var holders = new List<ModelReplica>();
        try
        {
            foreach (var replica in rooms.All)
            {
                if (await replica.LoadAsync(name, model?.Identity.Version ?? version, standby: true) is not { } loaded)
                {
                    continue;
                }

                holders.Add(replica);
                if (model is not null && loaded.Identity.Digest != model.Identity.Digest)
                {
                    throw Fault.Precondition(
                        "model", "MODEL_STORES_DIFFER", $"The replicas' model stores hold different weights as {name} {loaded.Identity.Version}.").ToRpcException();
                }

                model = loaded;
            }
        }
        catch (RpcException) when (model is not null)
        {
            foreach (var replica in holders.Where(replica => before[replica].All(loaded => loaded.Model.Identity.Version != model.Identity.Version)))
            {
                await replica.UnloadAsync(name, model.Identity.Version);
            }

            throw;
        }

        return (model ?? throw Fault.Precondition("model", "MODEL_NOT_FOR_ROOM", $"No room has a use for {name}.").ToRpcException(), holders);
    }

    private static async Task SwapAsync(
        IReadOnlyList<ModelReplica> holders, Dictionary<ModelReplica, IReadOnlyList<LoadedModel>> before, ModelIdentity identity)
    {
        var swapped = new List<ModelReplica>();
        try
        {
            foreach (var replica in holders)
            {
                await replica.LoadAsync(identity.Name, identity.Version, standby: false);
                swapped.Add(replica);
            }
        }
        catch (RpcException)
        {
            foreach (var replica in swapped.AsEnumerable().Reverse())
            {
                if (before[replica].FirstOrDefault(loaded => loaded.InUse)?.Model.Identity.Version is { } version)
                {
                    await replica.LoadAsync(identity.Name, version, standby: false);
                }
            }

            throw;
        }
    }

    private static async Task RetireAsync(
        IReadOnlyList<ModelReplica> holders, Dictionary<ModelReplica, IReadOnlyList<LoadedModel>> before, ModelIdentity identity)
    {
        foreach (var replica in holders.Reverse())
        {
            foreach (var old in before[replica].Where(loaded => loaded.InUse && loaded.Model.Identity.Version != identity.Version))
            {
                await replica.UnloadAsync(identity.Name, old.Model.Identity.Version);
            }
        }
    }
}
