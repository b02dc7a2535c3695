using System.Net;
using System.Net.Sockets;

namespace CovidGrpc.Testing;

/// <summary>Finds ports that nobody listens on.</summary>
public static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
