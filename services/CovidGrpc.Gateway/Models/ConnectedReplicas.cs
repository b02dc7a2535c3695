namespace CovidGrpc.Gateway.Models;

/// <summary>Channels to the replicas of the rooms; disposing it closes them.</summary>
internal sealed class ConnectedReplicas(IReadOnlyList<ModelReplica> replicas) : IAsyncDisposable
{
    /// <summary>All of them, the classification's first.</summary>
    public IReadOnlyList<ModelReplica> All => replicas;

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }
    }
}
