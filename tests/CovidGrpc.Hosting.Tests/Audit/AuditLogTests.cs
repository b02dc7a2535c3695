using System.Text.Json.Nodes;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Tests.Security;
using CovidGrpc.Hosting.Tests.Security.Limits;
using CovidGrpc.Testing;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-audit-");

    private string Log => Path.Combine(_folder.FullName, "audit.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Open_ByTwoWriters_LosesNoLineOfEither()
    {
        File.WriteAllText(Log, "before\n");
        using (var first = AppendOnlyFile.Open(Log))
        using (var second = AppendOnlyFile.Open(Log))
        {
            first.Write("first\n"u8);
            second.Write("second\n"u8);
            first.Write("third\n"u8);
        }

        Assert.Equal(["before", "first", "second", "third"], File.ReadAllLines(Log));
    }

    [Fact]
    public async Task Lines_OfCallsLetInAndRefused_NameCallerAndStatus()
    {
        var keys = Path.Combine(_folder.FullName, "keys");
        await File.WriteAllTextAsync(keys, SecuredHost.Line("ward", "read", SecuredHost.KeyOf("ward")), TestContext.Current.CancellationToken);
        await using (var waiting = await WaitingHost.StartAsync(("Security:ApiKeysFile", keys), ("Audit:File", Log)))
        {
            waiting.Release();
            var client = new ModelService.ModelServiceClient(waiting.Host.Channel);
            await client.ListModelsAsync(new ListModelsRequest(), SecuredHost.WithKey(SecuredHost.KeyOf("ward"))).ResponseAsync.WaitAsync(Patience);
            await RpcAssert.FailsAsync(client.LoadModelAsync(new LoadModelRequest { Name = "secret" }, SecuredHost.WithKey(SecuredHost.KeyOf("ward"))), StatusCode.PermissionDenied, "ROLE_MISSING");
            await RpcAssert.FailsAsync(client.ListModelsAsync(new ListModelsRequest(), SecuredHost.WithKey(SecuredHost.KeyOf("nobody"))), StatusCode.Unauthenticated, "CREDENTIALS_INVALID");
        }

        var lines = (await File.ReadAllLinesAsync(Log, TestContext.Current.CancellationToken)).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Equal(
            [
                ("ward", "ApiKey", "covid.v1.ModelService/ListModels", "OK"),
                ("ward", "ApiKey", "covid.v1.ModelService/LoadModel", "PermissionDenied"),
                ("a caller", null, "covid.v1.ModelService/ListModels", "Unauthenticated"),
            ],
            lines.Select(line => ((string?)line["caller"], (string?)line["scheme"], (string?)line["rpc"], (string?)line["status"])));
        Assert.DoesNotContain(SecuredHost.KeyOf("ward"), await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Line_OfACallWithAToken_NamesItsSubjectAndNotTheToken()
    {
        await using var secured = new SecuredHost();
        await secured.InitializeAsync();
        var token = secured.Token(["read"], TimeSpan.FromMinutes(5));

        await RpcAssert.FailsAsync(
            new ModelService.ModelServiceClient(secured.Host.Channel).ListModelsAsync(new ListModelsRequest(), SecuredHost.WithToken(token)), StatusCode.Unimplemented, "RPC_NOT_IMPLEMENTED");

        // Its line comes when the call has ended, which may be after its answer.
        using var limit = new CancellationTokenSource(Patience);
        string text;
        while ((text = await ReadSharedAsync(secured.AuditFile)).Length == 0)
        {
            await Task.Delay(20, limit.Token);
        }

        var line = JsonNode.Parse(text)!;
        Assert.Equal(("somebody", "Bearer", "Unimplemented"), ((string?)line["caller"], (string?)line["scheme"], (string?)line["status"]));
        Assert.DoesNotContain(token, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_FileThatCannotBeOpened_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => WaitingHost.StartAsync(("Audit:File", Path.Combine(Log, "audit.jsonl"))));

        Assert.Contains("Audit:File: ", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<string> ReadSharedAsync(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
