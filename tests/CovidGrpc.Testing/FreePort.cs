using System.Net;
using System.Net.Sockets;

namespace CovidGrpc.Testing;

/// <summary>Finds ports that nobody listens on, each once in a process, below those that Linux gives to outgoing connections.</summary>
public static class FreePort
{
    private const int First = 20_000;
    private const int Count = 12_768;

    // Tests of several projects run beside each other: each begins somewhere else.
    private static int _next = Random.Shared.Next(Count);

    public static int Take()
    {
        for (var i = 0; i < Count; i++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _next) % Count);
            if (IsFree(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException("no port is free");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
