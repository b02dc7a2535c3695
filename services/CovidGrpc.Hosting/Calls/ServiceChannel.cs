using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Net.Client.Balancer;
using Grpc.Net.Client.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Hosting.Calls;

/// <summary>Opens channels to a service's address.</summary>
public static class ServiceChannel
{
    /// <summary>
    /// A channel to <c>http(s)://host:port</c>, several of them with commas between, <c>dns:///host:port</c> (both round robin) or
    /// <c>unix:///path</c>.
    /// </summary>
    public static GrpcChannel Open(string address)
    {
        var addresses = ServiceCallOptions.Split(address);
        var uri = new Uri(addresses[0]);
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            ConnectTimeout = TimeSpan.FromSeconds(2),
        };
        var options = new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = ServiceDefaults.MaxMessageBytes,
            MaxSendMessageSize = ServiceDefaults.MaxMessageBytes,
        };

        if (uri.Scheme == "unix")
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(uri.LocalPath, cancellationToken);
            return GrpcChannel.ForAddress("http://localhost", options);
        }

        options.InitialReconnectBackoff = TimeSpan.FromMilliseconds(200);
        options.MaxReconnectBackoff = TimeSpan.FromSeconds(5);
        options.ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } };
        options.Credentials = uri.Scheme == "https" ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        if (addresses.Count == 1)
        {
            return GrpcChannel.ForAddress(addresses[0], options);
        }

        options.ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(new StaticResolverFactory(_ =>
            [.. addresses.Select(replica => new Uri(replica)).Select(replica => new BalancerAddress(replica.Host, replica.Port))])).BuildServiceProvider();
        return GrpcChannel.ForAddress("static:///replicas", options);
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
