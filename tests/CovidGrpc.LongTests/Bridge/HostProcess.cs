using System.Diagnostics;

namespace CovidGrpc.LongTests.Bridge;

/// <summary>A program of the house as a process of its own, which can be killed and started again; its log goes to a file.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly string _program;
    private readonly string _log;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private Process? _process;
    private Task _logging = Task.CompletedTask;

    /// <param name="name">The program, without <c>CovidGrpc.</c>; it lies beside the tests.</param>
    /// <param name="folder">Where its log goes.</param>
    /// <param name="settings">Its configuration.</param>
    public HostProcess(string name, string folder, IReadOnlyDictionary<string, string> settings)
    {
        (Name, _settings) = (name, settings);
        _program = Path.Combine(AppContext.BaseDirectory, $"CovidGrpc.{name}");
        _log = Path.Combine(folder, $"{name}.log");
        Start();
    }

    public string Name { get; }

    public void Start()
    {
        var start = new ProcessStartInfo(_program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in _settings)
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = Process.Start(start)!;
        _logging = Task.WhenAll(AppendAsync(_process.StandardOutput), AppendAsync(_process.StandardError));
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _logging.Wait();
        _process.Dispose();
        _process = null;
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }

    private async Task AppendAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            lock (this)
            {
                File.AppendAllText(_log, line + "\n");
            }
        }
    }
}
