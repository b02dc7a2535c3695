using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace CovidGrpc.Testing;

/// <summary>A real redis-server on a port of 127.0.0.1, that can be stopped and started again.</summary>
public sealed class RedisServer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-redis-");
    private Process? _process;

    private RedisServer() => Port = FreePort.Take();

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts a server; skips the test where redis-server is not installed.</summary>
    public static async Task<RedisServer> StartAsync(CancellationToken cancellationToken)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "needs redis-server (apt-get install redis-server)");
        var server = new RedisServer();
        await server.StartAgainAsync(cancellationToken);
        return server;
    }

    /// <summary>Starts the server after <see cref="Stop"/>, without what it held.</summary>
    public async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        _process = Process.Start(new ProcessStartInfo("/usr/bin/redis-server")
        {
            ArgumentList = { "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.FullName },
            RedirectStandardOutput = true,
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (!await AnswersAsync(limit.Token))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Kills the server.</summary>
    public void Stop()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        Stop();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
