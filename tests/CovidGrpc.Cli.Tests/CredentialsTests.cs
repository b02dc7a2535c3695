using System.Security.Cryptography;
using System.Text;
using CovidGrpc.Testing;

namespace CovidGrpc.Cli.Tests;

/// <summary>A gateway that takes API keys, and commands that bring one or none.</summary>
public sealed class CredentialsTests : IAsyncLifetime
{
    private const string Variable = "COVIDGRPC_API_KEY_FILE";

    private readonly TemporaryFolder _folder = new();
    private readonly TestModel _model = new();
    private CovidProcess _serve = null!;
    private string _gateway = "";
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        _key = _folder.Write("key", Encoding.ASCII.GetBytes(key + "\n"));
        var keys = _folder.Write("keys", Encoding.ASCII.GetBytes($"ward read {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}\n"));
        _serve = CovidProcess.Start(_folder.Path, "serve", "--port", "0", "--http-port", "0", "--model", _model.Path, "--set", $"Security:ApiKeysFile={keys}");
        _gateway = (await _serve.ReadLineAsync())["gRPC ".Length..];
    }

    public ValueTask DisposeAsync()
    {
        _serve.Dispose();
        _model.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Run_ByOptionVariableOrNeither_IsLetInOrRefused()
    {
        Assert.Equal(ExitCode.Done, (await CovidProcess.RunAsync("model", "list", "--gateway", _gateway, "--api-key-file", _key)).ExitCode);
        Assert.Equal(ExitCode.Done, (await CovidProcess.RunAsync((Variable, _key), "model", "list", "--gateway", _gateway)).ExitCode);

        var nobody = await CovidProcess.RunAsync("model", "list", "--gateway", _gateway);
        Assert.Equal(ExitCode.SomeFailed, nobody.ExitCode);
        Assert.Contains("needs credentials", Assert.Single(nobody.Errors), StringComparison.Ordinal);

        // A role is missing, not the key.
        var jobs = await CovidProcess.RunAsync((Variable, _key), "jobs", "list", "--gateway", _gateway);
        Assert.Contains("needs the role admin", Assert.Single(jobs.Errors), StringComparison.Ordinal);

        var diagnosis = await CovidProcess.RunAsync((Variable, _key), "diagnose", Sample.Png, "--gateway", _gateway);
        Assert.Contains("needs the role diagnose", Assert.Single(diagnosis.Errors), StringComparison.Ordinal);

        var doctor = await CovidProcess.RunAsync((Variable, _key), "doctor", "--spool", _folder.Path, "--gateway", _gateway);
        Assert.Contains(doctor.Output, line => line.Contains("segmentation model: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_KeyInPlainTextToAnotherMachine_IsNotSent()
    {
        var result = await CovidProcess.RunAsync((Variable, _key), "model", "list", "--gateway", "http://gateway.example:8080");

        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("credentials go over TLS", Assert.Single(result.Errors), StringComparison.Ordinal);
    }
}
