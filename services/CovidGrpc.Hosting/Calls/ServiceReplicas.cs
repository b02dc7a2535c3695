using System.Net;

namespace CovidGrpc.Hosting.Calls;

/// <summary>The replicas behind a service's address, for what has to be said to each of them.</summary>
public static class ServiceReplicas
{
    /// <summary>Addresses that a channel each can be opened to; all addresses of the name for <c>dns:///host:port</c>.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The name cannot be resolved.</exception>
    public static async Task<IReadOnlyList<string>> ResolveAsync(string address, CancellationToken cancellationToken)
    {
        if (!address.StartsWith("dns:", StringComparison.Ordinal))
        {
            return ServiceCallOptions.Split(address);
        }

        var target = new Uri($"http://{new Uri(address).AbsolutePath.TrimStart('/')}");
        var addresses = await Dns.GetHostAddressesAsync(target.Host, cancellationToken);
        return [.. addresses.Distinct().Select(ip => $"http://{new IPEndPoint(ip, target.Port)}").Order(StringComparer.Ordinal)];
    }
}
