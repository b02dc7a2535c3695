using System.Net.Sockets;
using CovidGrpc.Hosting.Calls;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Gateway.Models;

/// <summary>Finds the replicas of the rooms that hold models, anew for each question: they come and go.</summary>
internal sealed class ModelReplicas(IOptionsMonitor<ServiceCallOptions> options)
{
    /// <summary>Channels to all of them, the classification's first: it must hold a model before the segmentation makes sequences for it.</summary>
    public async Task<ConnectedReplicas> ConnectAsync(CallOptions call)
    {
        var connected = new List<ModelReplica>();
        foreach (var room in (string[])[GatewayHost.Classification, GatewayHost.Segmentation])
        {
            try
            {
                var addresses = await ServiceReplicas.ResolveAsync(options.Get(room).Address, call.CancellationToken);
                connected.AddRange(addresses.Select(address => new ModelReplica(room, address, addresses.Count > 1, call)));
            }
            catch (SocketException)
            {
                throw ModelReplica.Unreachable(room).ToRpcException();
            }
        }

        return new ConnectedReplicas(connected);
    }
}
