using System.Net;

namespace CovidGrpc.Hosting.Calls;

/// <summary>The replicas behind a service's address, for what has to be said to each of them.</summary>
public static class ServiceReplicas
{
    /// <summary>Those that a channel each can be opened to; all addresses of the name for <c>dns:///host:port</c>.</summary>
    /// <param name="address">The service's address.</param>
    /// <param name="encrypted">Whether TLS is spoken with those that a name resolves to.</param>
    /// <param name="cancellationToken">Stops the resolving.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The name cannot be resolved.</exception>
    public static async Task<IReadOnlyList<ServiceReplica>> ResolveAsync(string address, bool encrypted, CancellationToken cancellationToken)
    {
        if (!address.StartsWith("dns:", StringComparison.Ordinal))
        {
            return [.. ServiceAddress.Split(address).Select(replica => new ServiceReplica(replica))];
        }

        var target = ServiceAddress.Targets(address, encrypted).Single();
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        return [.. addresses.Distinct().Select(ip => new ServiceReplica(target.GetLeftPart(UriPartial.Authority), new IPEndPoint(ip, target.Port)))
            .OrderBy(replica => replica.ToString(), StringComparer.Ordinal)];
    }
}
