using System.Diagnostics;

namespace CovidGrpc.House.Tests;

/// <summary>A program of the repository or of the machine, with a time limit.</summary>
internal static class Script
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Whether a program is installed.</summary>
    public static bool Exists(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs it in the repository's root; one with a folder in its name is the repository's. Answers its exit code and standard output.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program.Contains('/', StringComparison.Ordinal) ? Path.Combine(House.Root.FullName, program) : program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = House.Root.FullName,
        };
        // The test's own build settings are not the script's.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            TestContext.Current.TestOutputHelper?.WriteLine(await error);
            return (process.ExitCode, output);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
