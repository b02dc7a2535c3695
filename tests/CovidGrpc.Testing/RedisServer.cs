using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using CovidGrpc.Testing.Processes;

namespace CovidGrpc.Testing;

/// <summary>A real redis-server on a port of 127.0.0.1, that can be stopped and started again.</summary>
public sealed class RedisServer : ServerProcess
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-redis-");
    private readonly string _data;
    private readonly bool _durable;
    private readonly string? _certificates;

    private RedisServer(bool durable, string? data, string? certificates = null)
        : base(durable ? "Redis of the jobs" : "Redis of the cache")
    {
        (_durable, _data, _certificates) = (durable, data ?? _folder.FullName, certificates);
        Port = FreePort.Take();
    }

    public int Port { get; }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts a server; skips the test where redis-server is not installed.</summary>
    public static Task<RedisServer> StartAsync(CancellationToken cancellationToken) => StartAsync(durable: false, data: null, cancellationToken);

    /// <summary>Starts a server that has written what it answered (append-only file, <c>appendfsync always</c>); skips as the other does.</summary>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <param name="data">Folder of what it keeps; one of its own when null.</param>
    public static Task<RedisServer> StartDurableAsync(CancellationToken cancellationToken, string? data = null) => StartAsync(durable: true, data, cancellationToken);

    /// <summary>
    /// Starts a server that takes TLS alone, and users of its <c>users.acl</c> alone, as the closed stack's; skips as the others do.
    /// </summary>
    /// <param name="certificates">Its folder as <c>deploy/make-certificates</c> writes it.</param>
    /// <param name="durable">Whether it has written what it answered.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    public static Task<RedisServer> StartClosedAsync(string certificates, bool durable, CancellationToken cancellationToken) =>
        StartAsync(new RedisServer(durable, data: null, certificates), cancellationToken);

    /// <summary>Starts the server after <see cref="ServerProcess.Stop"/>, without what it held unless it is durable.</summary>
    public override async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        string[] kept = ["--bind", "127.0.0.1", "--save", "", "--dir", _data, "--appendonly", _durable ? "yes" : "no", "--appendfsync", "always"];
        Run(new ProcessStartInfo("/usr/bin/redis-server", [.. Listening, .. kept]) { RedirectStandardOutput = true });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await AnswersAsync(limit.Token))
        {
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Where the command <c>save</c> puts all entries.</summary>
    public string DumpFile => Path.Combine(_data, "dump.rdb");

    /// <summary>Runs a command by redis-cli and answers what it prints.</summary>
    public async Task<string> CallAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/redis-cli", ["-p", Port.ToString(CultureInfo.InvariantCulture), .. command]) { RedirectStandardOutput = true })!;
        var answer = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return answer.Trim();
    }

    /// <inheritdoc/>
    protected override void Clear() => _folder.Delete(recursive: true);

    private IEnumerable<string> Listening => _certificates is null
        ? ["--port", Port.ToString(CultureInfo.InvariantCulture)]
        :
        [
            "--port", "0", "--tls-port", Port.ToString(CultureInfo.InvariantCulture), "--tls-auth-clients", "no",
            "--tls-cert-file", Path.Combine(_certificates, "tls.crt"), "--tls-key-file", Path.Combine(_certificates, "tls.key"),
            "--tls-ca-cert-file", Path.Combine(_certificates, "ca.crt"), "--aclfile", Path.Combine(_certificates, "users.acl"),
        ];

    private static Task<RedisServer> StartAsync(bool durable, string? data, CancellationToken cancellationToken) =>
        StartAsync(new RedisServer(durable, data), cancellationToken);

    private static async Task<RedisServer> StartAsync(RedisServer server, CancellationToken cancellationToken)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "needs redis-server (apt-get install redis-server)");
        return await StartedAsync(server, cancellationToken);
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
