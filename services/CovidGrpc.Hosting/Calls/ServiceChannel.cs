using System.Net;
using System.Net.Sockets;
using CovidGrpc.Transport;
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
    /// A channel to <c>http(s)://host:port</c>, several of them with commas between, <c>dns:///host:port</c> (both round robin; over TLS where
    /// it is said whom to trust) or <c>unix:///path</c>.
    /// </summary>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    public static GrpcChannel Open(string address, CallSecurity? security = null)
    {
        var encrypted = security?.Trusted is not null;
        Uri[] targets = [.. ServiceAddress.Targets(address, encrypted)];
        var handler = CreateHandler();
        var options = CreateOptions(handler, security, targets);
        var uri = new Uri(ServiceAddress.Split(address)[0]);
        if (uri.Scheme == "unix")
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(new UnixDomainSocketEndPoint(uri.LocalPath), ProtocolType.Unspecified, cancellationToken);
            return GrpcChannel.ForAddress(targets[0], options);
        }

        options.InitialReconnectBackoff = TimeSpan.FromMilliseconds(200);
        options.MaxReconnectBackoff = TimeSpan.FromSeconds(5);
        options.ServiceConfig = new ServiceConfig { LoadBalancingConfigs = { new RoundRobinConfig() } };
        options.Credentials = targets[0].Scheme == Uri.UriSchemeHttps ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        if (targets.Length == 1)
        {
            return GrpcChannel.ForAddress(uri, options);
        }

        options.ServiceProvider = new ServiceCollection().AddSingleton<ResolverFactory>(new StaticResolverFactory(_ =>
            [.. targets.Select(replica => new BalancerAddress(replica.Host, replica.Port))])).BuildServiceProvider();
        return GrpcChannel.ForAddress("static:///replicas", options);
    }

    /// <summary>A channel to one replica of a service.</summary>
    /// <exception cref="PlaintextCredentialsException">Credentials would go in plain text to another machine.</exception>
    public static GrpcChannel Open(ServiceReplica replica, CallSecurity security)
    {
        if (replica.EndPoint is not { } endPoint)
        {
            return Open(replica.Address, security);
        }

        var handler = CreateHandler();
        // Its certificate holds the name that it shares with the others.
        handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(endPoint, ProtocolType.Tcp, cancellationToken);
        return GrpcChannel.ForAddress(replica.Address, CreateOptions(handler, security, new Uri(replica.Address)));
    }

    private static SocketsHttpHandler CreateHandler() => new()
    {
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
        ConnectTimeout = TimeSpan.FromSeconds(2),
    };

    private static GrpcChannelOptions CreateOptions(SocketsHttpHandler handler, CallSecurity? security, params IEnumerable<Uri> targets) => new()
    {
        HttpHandler = CallHandler.Create(handler, security, targets),
        DisposeHttpClient = true,
        MaxReceiveMessageSize = ServiceDefaults.MaxMessageBytes,
        MaxSendMessageSize = ServiceDefaults.MaxMessageBytes,
    };

    private static async ValueTask<Stream> ConnectAsync(EndPoint endPoint, ProtocolType protocol, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, protocol);
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
