using System.Diagnostics;
using System.Text;

namespace CovidGrpc.Cli.Tests;

/// <summary>The built command line as a process of its own; killed when it outlives its test.</summary>
internal sealed class CovidProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private CovidProcess(IEnumerable<string> arguments, string? temporaryFolder, params IEnumerable<(string Name, string Value)> environment)
    {
        // Tests that are run in the background ignore interrupts, and what they start would inherit that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", Path.Combine(AppContext.BaseDirectory, "covid"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        // What outlives the program must not lie among the user's own.
        start.Environment["XDG_STATE_HOME"] = temporaryFolder ?? Path.Combine(AppContext.BaseDirectory, "state");
        if (temporaryFolder is not null)
        {
            start.Environment["TMPDIR"] = temporaryFolder;
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => _errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<CovidResult> RunAsync(params IEnumerable<string> arguments)
    {
        using var process = new CovidProcess(arguments, temporaryFolder: null);
        return await process.EndAsync();
    }

    /// <summary>Runs to the end with a variable of the environment.</summary>
    public static async Task<CovidResult> RunAsync((string Name, string Value) variable, params IEnumerable<string> arguments)
    {
        using var process = new CovidProcess(arguments, temporaryFolder: null, variable);
        return await process.EndAsync();
    }

    /// <summary>Starts and lets it run.</summary>
    public static CovidProcess Start(string temporaryFolder, params IEnumerable<string> arguments) => new(arguments, temporaryFolder);

    /// <summary>The next line of standard output.</summary>
    public async Task<string> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException($"covid ended:\n{_errors}");

    /// <summary>Sends a signal.</summary>
    /// <param name="name">As <c>TERM</c> or <c>INT</c>.</param>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        Assert.True(kill.WaitForExit(Patience));
    }

    /// <summary>Kills it.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for the end.</summary>
    public async Task<CovidResult> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        using var limit = new CancellationTokenSource(Patience);
        await _process.WaitForExitAsync(limit.Token);
        return new CovidResult(_process.ExitCode, Lines(output), Lines(_errors.ToString()));
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
