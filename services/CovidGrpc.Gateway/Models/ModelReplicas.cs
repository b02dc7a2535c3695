using System.Net.Sockets;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Transport;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Gateway.Models;

/// <summary>Finds the replicas of the rooms that hold models, anew for each question: they come and go.</summary>
internal sealed class ModelReplicas(
    IOptionsMonitor<ServiceCallOptions> options,
    [FromKeyedServices(GatewayHost.Classification)] CallSecurity classification,
    [FromKeyedServices(GatewayHost.Segmentation)] CallSecurity segmentation)
{
    /// <summary>Channels to all of them, the classification's first: it must hold a model before the segmentation makes sequences for it.</summary>
    public async Task<ConnectedReplicas> ConnectAsync(CallOptions call)
    {
        var connected = new List<ModelReplica>();
        foreach (var (room, security) in ((string, CallSecurity)[])[(GatewayHost.Classification, classification), (GatewayHost.Segmentation, segmentation)])
        {
            try
            {
                var replicas = await ServiceReplicas.ResolveAsync(options.Get(room).Address, security.Trusted is not null, call.CancellationToken);
                connected.AddRange(replicas.Select(replica => new ModelReplica(room, replica, replicas.Count > 1, security, call)));
            }
            catch (SocketException)
            {
                throw ModelReplica.Unreachable(room).ToRpcException();
            }
        }

        return new ConnectedReplicas(connected);
    }
}
