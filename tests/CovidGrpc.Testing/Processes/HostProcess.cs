using System.Collections.Concurrent;
using System.Diagnostics;

namespace CovidGrpc.Testing.Processes;

/// <summary>A program of the house; it lies beside the tests.</summary>
public sealed class HostProcess : ServerProcess
{
    private readonly string _program;
    private readonly ConcurrentQueue<string> _log = new();

    /// <param name="name">The program, without <c>CovidGrpc.</c></param>
    /// <param name="settings">Its configuration.</param>
    public HostProcess(string name, IEnumerable<KeyValuePair<string, string>> settings)
        : base(name)
    {
        _program = Path.Combine(AppContext.BaseDirectory, $"CovidGrpc.{name}");
        foreach (var (key, value) in settings)
        {
            Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }
    }

    /// <summary>What it wrote to its standard output and error, over all its starts.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>How many lines with this text it wrote.</summary>
    public int CountOf(string text) => _log.Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Starts the program; it listens a while later.</summary>
    public override Task StartAgainAsync(CancellationToken cancellationToken)
    {
        var process = Run(new ProcessStartInfo(_program) { RedirectStandardOutput = true, RedirectStandardError = true });
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return Task.CompletedTask;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
        }
    }
}
