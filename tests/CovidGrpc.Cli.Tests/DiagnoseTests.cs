using System.Net;
using System.Net.Sockets;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

public sealed class DiagnoseTests
{
    [Fact]
    public async Task Diagnose_SampleFiles_PrintsClassesAndNoticeOfEach()
    {
        using var model = new TestModel("running_statistics");

        var result = await CovidProcess.RunAsync("diagnose", "--model", model.Path, Sample.Dicom, Sample.Png);

        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Empty(result.Errors);
        Assert.Equal([Sample.Dicom, Sample.Png], result.Output.Where(line => line.StartsWith('/')));
        Assert.Equal(2, result.Output.Count(line => line.StartsWith("▶ ", StringComparison.Ordinal) && line.Contains('%', StringComparison.Ordinal)));
        Assert.Equal(2, result.Output.Count(line => line.Contains("no medical device", StringComparison.Ordinal)));
        Assert.Contains(result.Output, line => line.Contains("mm²", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', string.Concat(result.Output));
    }

    [Fact]
    public async Task Diagnose_DeadGateway_SaysSoInOneLine()
    {
        var result = await CovidProcess.RunAsync("diagnose", "--gateway", $"http://127.0.0.1:{FreePort.Take()}", Sample.Png);

        Assert.Equal(ExitCode.Unavailable, result.ExitCode);
        Assert.Equal([$"covid: {Sample.Png}: the gateway cannot be reached"], result.Errors);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Diagnose_StoppedWhileWaiting_EndsAsCancelled(string signal)
    {
        using var folder = new TemporaryFolder();
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var covid = CovidProcess.Start(folder.Path, "diagnose", "--gateway", $"http://{silent.LocalEndpoint}", Sample.Png);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var connection = await silent.AcceptTcpClientAsync(limit.Token);

        covid.Signal(signal);
        var result = await covid.EndAsync();

        Assert.Equal(ExitCode.Cancelled, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public async Task Diagnose_StoppedWhileServicesStart_EndsAsCancelledAndLeavesNothing()
    {
        using var folder = new TemporaryFolder();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var covid = CovidProcess.Start(folder.Path, "diagnose", Sample.Png);
        while (Directory.GetFiles(folder.Path, "*.sock", SearchOption.AllDirectories).Length == 0)
        {
            await Task.Delay(10, limit.Token);
        }

        covid.Signal("TERM");
        var result = await covid.EndAsync();

        Assert.Equal(ExitCode.Cancelled, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Empty(result.Errors);
        Assert.Empty(Directory.GetDirectories(folder.Path, "covidgrpc-*"));
    }

    [Fact]
    public async Task Diagnose_ModelThatIsNotThere_SaysSoInOneLine()
    {
        var result = await CovidProcess.RunAsync("diagnose", "--model", "nowhere", Sample.Png);

        Assert.Equal(ExitCode.Unavailable, result.ExitCode);
        Assert.Equal(["covid: the model store holds no model nowhere"], result.Errors);
    }

    [Fact]
    public async Task Diagnose_ModelWithSeveralErrors_NamesAllInOneLine()
    {
        using var folder = new TemporaryFolder();
        var manifest = await File.ReadAllTextAsync(Repository.PathOf("tests", "golden", "untrained", "model.json"));
        await File.WriteAllTextAsync(folder.PathOf("model.json"), manifest.Replace("resnext50_32x4d", "abacus", StringComparison.Ordinal).Replace("zscore", "guess", StringComparison.Ordinal));

        var result = await CovidProcess.RunAsync("diagnose", "--model", folder.Path, Sample.Png);

        Assert.Equal(ExitCode.Unavailable, result.ExitCode);
        var line = Assert.Single(result.Errors);
        Assert.Contains("backbone", line, StringComparison.Ordinal);
        Assert.Contains("normalisation", line, StringComparison.Ordinal);
    }
}
