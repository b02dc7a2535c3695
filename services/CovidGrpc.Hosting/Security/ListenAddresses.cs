using System.Net;
using CovidGrpc.Hosting.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace CovidGrpc.Hosting.Security;

/// <summary>Where a host listens, by its configuration.</summary>
internal static class ListenAddresses
{
    /// <summary>Whether only this machine reaches the host's services: by loopback or a Unix socket.</summary>
    public static bool AreLocal(IConfiguration configuration) =>
        configuration.GetSection("Kestrel:Endpoints").GetChildren()
            .Where(endpoint => endpoint.Key != TelemetryRegistration.EndpointName)
            .All(endpoint => endpoint["Url"] is not { } url || IsLocal(url));

    private static bool IsLocal(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            return address.IsUnixPipe
                || string.Equals(address.Host, "localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
