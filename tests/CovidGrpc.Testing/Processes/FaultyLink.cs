using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CovidGrpc.Testing.Processes;

/// <summary>A way over TCP to a port of 127.0.0.1, that can be cut, slowed and silenced.</summary>
public sealed class FaultyLink : IDisposable
{
    private const int PieceBytes = 65536;

    private readonly int _target;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = new();
    private volatile TaskCompletionSource _passes = Passing();
    private TcpListener? _listener;
    private TimeSpan _delay;

    /// <param name="target">Where it leads.</param>
    public FaultyLink(int target)
    {
        (_target, Port) = (target, FreePort.Take());
        Listen();
    }

    /// <summary>Where it begins.</summary>
    public int Port { get; }

    /// <summary>Its beginning as <c>host:port</c>.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Ends all connections and refuses new ones.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        foreach (var socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    /// <summary>Connections stay and new ones are taken, but nothing passes, as when a cable is drawn.</summary>
    public void Silence() => _passes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Each piece of at most 64 KiB waits for so long, in either direction.</summary>
    public void Slow(TimeSpan delay) => _delay = delay;

    /// <summary>As it was at first.</summary>
    public void Mend()
    {
        _delay = TimeSpan.Zero;
        _passes.TrySetResult();
        if (_listener is null)
        {
            Listen();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cut();
        _passes.TrySetResult();
    }

    private static TaskCompletionSource Passing()
    {
        var passes = new TaskCompletionSource();
        passes.SetResult();
        return passes;
    }

    private void Listen()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                _ = JoinAsync(await listener.AcceptSocketAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private async Task JoinAsync(Socket near)
    {
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        (near.NoDelay, far.NoDelay) = (true, true);
        _sockets[near] = _sockets[far] = 0;
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(PassAsync(near, far), PassAsync(far, near));
        }
        catch (SocketException)
        {
            // Nobody there: the near end is closed.
        }
        finally
        {
            near.Dispose();
            _sockets.TryRemove(near, out _);
            _sockets.TryRemove(far, out _);
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[PieceBytes];
        try
        {
            while (await from.ReceiveAsync(buffer) is var length and > 0)
            {
                await _passes.Task;
                if (_delay > TimeSpan.Zero)
                {
                    await Task.Delay(_delay);
                }

                var rest = buffer.AsMemory(0, length);
                while (!rest.IsEmpty)
                {
                    rest = rest[await to.SendAsync(rest)..];
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut, or an end has gone.
        }
    }
}
