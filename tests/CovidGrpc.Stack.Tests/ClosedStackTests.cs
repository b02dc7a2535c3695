using System.Text.Json.Nodes;
using CovidGrpc.Client;
using CovidGrpc.Testing;
using CovidGrpc.Transport;
using Grpc.Core;

namespace CovidGrpc.Stack.Tests;

/// <summary>A stack in which everybody has to say who calls, and nothing goes in plain text.</summary>
public sealed class ClosedStackTests : IAsyncLifetime
{
    private static readonly string Sample = Repository.PathOf("deploy", "sample", "chest.dcm");

    private ClosedStack _stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stack = await ClosedStack.StartAsync();

    public ValueTask DisposeAsync() => _stack.DisposeAsync();

    [Fact]
    public async Task Diagnose_ByThoseWhoMay_IsAnswered()
    {
        var gateway = new Uri(_stack.Gateway.GrpcAddress);
        var ward = new CallSecurity { Credentials = CallerCredentials.ApiKeyFile(_stack.KeyFile), Trusted = _stack.Authority.Trusted() };
        using var client = DiagnosisClient.Connect(gateway, ward);
        using var models = ModelClient.Connect(gateway, ward);

        var answer = await client.DiagnoseAsync(await File.ReadAllBytesAsync(Sample, Cancellation), cancellationToken: Cancellation);
        var printed = await Command.OutputOfAsync(
            Path.Combine(AppContext.BaseDirectory, "covid"), "diagnose", Sample, "--gateway", gateway.ToString(), "--api-key-file", _stack.KeyFile, "--ca-file", _stack.Authority.CaFile, "--json");

        Assert.NotNull(answer.Classification);
        Assert.Equal(answer.Classification.Logits.Select(logit => (double)logit), JsonNode.Parse(printed)!["logits"]!.AsArray().Select(logit => (double)(float)logit!));
        // Asks each replica of the rooms, by their addresses.
        Assert.Equal(["classification", "segmentation"], (await models.ListAsync(cancellationToken: Cancellation)).Select(model => model.Room).Order());
    }

    [Fact]
    public async Task Diagnose_ByThoseWhoMayNot_IsRefused()
    {
        var gateway = new Uri(_stack.Gateway.GrpcAddress);
        using var nobody = DiagnosisClient.Connect(gateway, new CallSecurity { Trusted = _stack.Authority.Trusted() });
        using var stranger = DiagnosisClient.Connect(gateway, new CallSecurity { Trusted = _stack.Authority.Trusted(), Credentials = CallerCredentials.ApiKey(new string('0', 64)) });
        using var suspicious = DiagnosisClient.Connect(gateway, new CallSecurity { Credentials = CallerCredentials.ApiKeyFile(_stack.KeyFile) });

        Assert.Equal("CREDENTIALS_MISSING", (await FailsAsync(nobody)).Reason);
        Assert.Equal("CREDENTIALS_INVALID", (await FailsAsync(stranger)).Reason);
        var untrusted = await FailsAsync(suspicious);
        Assert.Equal((StatusCode.Unavailable, "TLS_FAILED"), (untrusted.Code, untrusted.Reason));
    }

    private static async Task<DiagnosisException> FailsAsync(DiagnosisClient client) =>
        await Assert.ThrowsAsync<DiagnosisException>(() => client.DiagnoseAsync(File.ReadAllBytes(Sample)).WaitAsync(TimeSpan.FromSeconds(60)));
}
