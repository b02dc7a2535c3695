using System.Diagnostics;

namespace CovidGrpc.Stack.Tests;

/// <summary>The programs of the house, started with settings that cannot be used.</summary>
public sealed class ProgramStartTests
{
    [Theory]
    [InlineData("Segmentation", "Model:Store", "Model:Device", "Cache:Redis")]
    [InlineData("Segmentation", "Threads:Intraop")]
    [InlineData("Pacs", "Pacs:Poll")]
    [InlineData("Pacs", "Pacs:Url", "Pacs:HashKey", "Pacs:Gateway")]
    public async Task Start_WrongSettings_TellsAllOfThemWithoutAStackTrace(string name, params string[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, $"CovidGrpc.{name}")) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var setting in settings)
        {
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = "wrong=1";
        }

        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var output = process.StandardOutput.ReadToEndAsync(limit.Token);
        var error = await process.StandardError.ReadToEndAsync(limit.Token);
        await output;
        await process.WaitForExitAsync(limit.Token);

        Assert.Equal(1, process.ExitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.All(settings, setting => Assert.Contains(setting.Split(':')[1], error, StringComparison.Ordinal));
    }
}
