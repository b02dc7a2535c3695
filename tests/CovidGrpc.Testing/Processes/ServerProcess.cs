using System.Diagnostics;
using System.Globalization;

namespace CovidGrpc.Testing.Processes;

/// <summary>A server as a process of its own, to which everything may be done that happens to processes.</summary>
/// <param name="name">What tests call it.</param>
public abstract class ServerProcess(string name) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private Process? _process;

    /// <summary>What tests call it.</summary>
    public string Name { get; } = name;

    /// <summary>The number of the running process; null when there is none.</summary>
    public int? Id => _process?.Id;

    /// <summary>What its environment holds beside that of the tests, from its next start on.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>();

    /// <summary>Starts it, for the first time or after <see cref="Stop"/>.</summary>
    public abstract Task StartAgainAsync(CancellationToken cancellationToken);

    /// <summary>Stops the process without ending it: connections stay, and nothing answers (SIGSTOP).</summary>
    public void Freeze() => Signal("-STOP");

    /// <summary>Goes on after <see cref="Freeze"/>.</summary>
    public void Thaw() => Signal("-CONT");

    /// <summary>Asks the process to end (SIGTERM), waits at most two minutes until it has, and answers its exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancellationToken)
    {
        Signal("-TERM");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        await _process!.WaitForExitAsync(limit.Token);
        var code = _process.ExitCode;
        Stop();
        return code;
    }

    /// <summary>Kills the process (SIGKILL).</summary>
    public void Stop()
    {
        _process?.Kill();
        _process?.WaitForExit();
        _process?.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        Clear();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a server for the first time; one that does not come up leaves nothing behind.</summary>
    protected static async Task<T> StartedAsync<T>(T server, CancellationToken cancellationToken)
        where T : ServerProcess
    {
        try
        {
            await server.StartAgainAsync(cancellationToken);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Starts the process.</summary>
    protected Process Run(ProcessStartInfo start)
    {
        foreach (var (key, value) in Environment)
        {
            start.Environment[key] = value;
        }

        return _process = Process.Start(start)!;
    }

    /// <summary>Removes what the process leaves behind.</summary>
    protected virtual void Clear()
    {
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("/bin/kill", [signal, _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
