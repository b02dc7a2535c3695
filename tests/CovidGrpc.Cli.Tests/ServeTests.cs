using System.Text.Json;
using System.Text.RegularExpressions;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

public sealed partial class ServeTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task Serve_DiagnosesAndIsStopped_EndsCleanly(string signal)
    {
        using var folder = new TemporaryFolder();
        using var model = new TestModel();
        using var serve = CovidProcess.Start(folder.Path, "serve", "--port", "0", "--http-port", "0", "--model", model.Path);
        var grpc = GrpcLine().Match(await serve.ReadLineAsync());
        Assert.True(grpc.Success);
        Assert.Matches(HttpLine(), await serve.ReadLineAsync());
        Assert.Single(Directory.GetDirectories(folder.Path, "covidgrpc-*"));

        var diagnosis = await CovidProcess.RunAsync("diagnose", "--gateway", grpc.Groups[1].Value, "--json", Sample.Dicom);
        serve.Signal(signal);
        var result = await serve.EndAsync();

        Assert.Equal(ExitCode.Done, diagnosis.ExitCode);
        using var answer = JsonDocument.Parse(Assert.Single(diagnosis.Output));
        Assert.Equal("test", answer.RootElement.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Empty(Directory.GetDirectories(folder.Path, "covidgrpc-*"));
    }

    [Fact]
    public async Task Serve_SettingOfTheWrongType_SaysWhich()
    {
        using var model = new TestModel();

        var result = await CovidProcess.RunAsync("serve", "--port", "0", "--model", model.Path, "--set", "Inference:Waiting=many");

        Assert.Equal(ExitCode.Unavailable, result.ExitCode);
        Assert.StartsWith("covid: ", result.Errors[^1], StringComparison.Ordinal);
        Assert.Contains("Inference:Waiting", result.Errors[^1], StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^gRPC (http://127\.0\.0\.1:[1-9][0-9]*)$")]
    private static partial Regex GrpcLine();

    [GeneratedRegex(@"^HTTP http://127\.0\.0\.1:[1-9][0-9]* ")]
    private static partial Regex HttpLine();
}
