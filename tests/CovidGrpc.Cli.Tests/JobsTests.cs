using System.Text.Json.Nodes;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary>Jobs by the command line, in services that are killed and started again.</summary>
public sealed class JobsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestModel _model = new("running_statistics");

    public void Dispose()
    {
        _folder.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task Jobs_ServeKilledAndStartedAgain_GoOnAndAreListedShownCancelledAndReplayed()
    {
        var scan = _folder.PathOf("scan");
        Assert.Equal(ExitCode.Done, (await CovidProcess.RunAsync("phantom", scan, "--slices", "3")).ExitCode);
        await File.WriteAllTextAsync(Path.Combine(scan, "notes.txt"), "no image");

        // Nobody works on the jobs: one waits, and one is cancelled.
        string waiting, cancelled;
        using (var accepting = Serve("--set", "Jobs:Workers=0"))
        {
            var gateway = await AddressOfAsync(accepting);
            var start = await JobsAsync(gateway, "start", scan);
            Assert.Contains("1 of 4 files were not sent", Assert.Single(start.Errors), StringComparison.Ordinal);
            waiting = IdOf(start);
            cancelled = IdOf(await JobsAsync(gateway, "start", scan, "--class-only"));
            Assert.Equal("cancelled", StateOf(await JobsAsync(gateway, "cancel", cancelled)));
            accepting.Kill();
        }

        using var serve = Serve();
        var address = await AddressOfAsync(serve);
        var watched = await JobsAsync(address, "watch", waiting);
        var listed = await JobsAsync(address, "list", "--state", "cancelled");
        var replayed = await JobsAsync(address, "replay", cancelled);
        var ended = await JobsAsync(address, "watch", cancelled);
        var shown = await CovidProcess.RunAsync("jobs", "show", waiting, "--gateway", address);
        var table = await CovidProcess.RunAsync("jobs", "list", "--gateway", address);

        var verdict = JsonNode.Parse(watched.Output[^1])!["verdict"]!;
        Assert.Equal((ExitCode.Done, "succeeded", 3), (watched.ExitCode, StateOf(watched), (int)verdict["slices"]!));
        Assert.Equal(3, verdict["volumes_ml"]!.AsObject().Count);
        Assert.Equal(cancelled, (string?)JsonNode.Parse(Assert.Single(listed.Output))!["job"]);
        Assert.Contains(StateOf(replayed), (string[])["pending", "running", "succeeded"]);
        Assert.Equal("succeeded", StateOf(ended));
        Assert.Contains(shown.Output, line => line.StartsWith($"{waiting}: succeeded, 3 of 3 slices", StringComparison.Ordinal));
        Assert.Contains(shown.Output, line => line.Contains("no medical device", StringComparison.Ordinal));
        Assert.All([waiting, cancelled], id => Assert.Contains(table.Output, line => line.Contains(id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Jobs_WhatCannotBe_EndsWithOneLineAndItsExitCode()
    {
        using var serve = Serve("--set", "Jobs:Poll=00:00:00.05");
        var address = await AddressOfAsync(serve);
        Directory.CreateDirectory(_folder.PathOf("letters"));
        await File.WriteAllTextAsync(Path.Combine(_folder.PathOf("letters"), "a.txt"), "no image");
        await File.WriteAllBytesAsync(Path.Combine(_folder.PathOf("letters"), "b.png"), [0x89, (byte)'P', (byte)'N', (byte)'G', 1]);

        var unknown = await JobsAsync(address, "show", "unknown");
        var noScan = await JobsAsync(address, "start", _folder.PathOf("nowhere"));
        var failed = await JobsAsync(address, "start", _folder.PathOf("letters"), "--wait");
        var unreachable = await JobsAsync($"http://127.0.0.1:{FreePort.Take()}", "list");

        Assert.Equal((ExitCode.SomeFailed, 1, 0), (unknown.ExitCode, unknown.Errors.Length, unknown.Output.Length));
        Assert.Equal((ExitCode.SomeFailed, 1, 0), (noScan.ExitCode, noScan.Errors.Length, noScan.Output.Length));
        Assert.Equal((ExitCode.SomeFailed, "failed"), (failed.ExitCode, StateOf(failed)));
        Assert.NotNull((string?)JsonNode.Parse(failed.Output[^1])!["error"]!["reason"]);
        Assert.Equal((ExitCode.Unavailable, 1), (unreachable.ExitCode, unreachable.Errors.Length));
    }

    private static Task<CovidResult> JobsAsync(string gateway, params IEnumerable<string> arguments) =>
        CovidProcess.RunAsync(["jobs", .. arguments, "--gateway", gateway, "--json"]);

    private static string IdOf(CovidResult result) => (string)JsonNode.Parse(result.Output[0])!["job"]!;

    private static string StateOf(CovidResult result) => (string)JsonNode.Parse(result.Output[^1])!["state"]!;

    private static async Task<string> AddressOfAsync(CovidProcess serve) => (await serve.ReadLineAsync())["gRPC ".Length..];

    private CovidProcess Serve(params IEnumerable<string> arguments) =>
        CovidProcess.Start(_folder.Path, ["serve", "--port", "0", "--http-port", "0", "--model", _model.Path, "--state", _folder.PathOf("state"), .. arguments]);
}
