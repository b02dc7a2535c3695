using System.Security.Cryptography;
using System.Text;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CovidGrpc.Pacs.Tests;

/// <summary>A gateway that speaks TLS and takes API keys, asked by the bridge.</summary>
public sealed class ClosedGatewayTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-bridge-");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Gateway_AskedWithKeyAndAuthority_LetsTheBridgeIn()
    {
        var key = new string('k', 64);
        var keys = Write("keys", $"bridge diagnose,read {Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(key)))}");
        _authority.Issue("gateway");
        await using var gateway = await LoopbackHost.StartAsync(
            _ => { }, app => app.MapGrpcService<Models>(), new Dictionary<string, string?>(_authority.Settings("gateway")) { ["Security:ApiKeysFile"] = keys });

        await using var known = await BridgeAsync(gateway, ("Pacs:GatewayApiKeyFile", Write("key", key)), ("Pacs:GatewayCaFile", _authority.CaFile));
        await using var unknown = await BridgeAsync(gateway, ("Pacs:GatewayCaFile", _authority.CaFile));

        Assert.Empty(await known.Services.GetRequiredService<ModelClient>().ListAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        var refusal = await Assert.ThrowsAsync<DiagnosisException>(
            () => unknown.Services.GetRequiredService<ModelClient>().ListAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        Assert.Equal("CREDENTIALS_MISSING", refusal.Reason);
    }

    private static Task<LoopbackHost> BridgeAsync(LoopbackHost gateway, params IEnumerable<(string Key, string Value)> settings) => LoopbackHost.StartAsync(
        builder => builder.AddPacs(),
        app => app.MapPacs(),
        new Dictionary<string, string?>(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)))
        {
            ["Pacs:Url"] = $"http://127.0.0.1:{FreePort.Take()}/dicom-web",
            ["Pacs:Gateway"] = gateway.GrpcAddress,
            ["Pacs:HashKey"] = Convert.ToBase64String(new byte[32]),
        });

    private string Write(string name, string line)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, line + "\n");
        return path;
    }

    private sealed class Models : ModelService.ModelServiceBase
    {
        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) => Task.FromResult(new ListModelsResponse());
    }
}
