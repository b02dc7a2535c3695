using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace CovidGrpc.Stack.Tests;

/// <summary>The audit log of real diagnoses: what it tells, and that it tells nothing of a patient.</summary>
public sealed class AuditTests : IDisposable
{
    private static readonly string[] Fields = ["caller", "input_sha256", "models", "operation", "result", "rpc", "scheme", "status", "time", "trace_id"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-audit-");
    private readonly TestModel _model = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _model.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Lines_OfCallsAndJobs_TellWhoWhatAndWhichModelAndNothingOfThePatient()
    {
        var log = Path.Combine(_folder.FullName, "audit.jsonl");
        var file = MarkedDicom.Sound();
        DiagnoseResponse answer;
        string operation;
        await using (var suite = await CovidSuite.StartAsync(
            new SuiteOptions(new ModelChoice(_model.Path)) { StateFolder = Path.Combine(_folder.FullName, "state"), Settings = new Dictionary<string, string?> { ["Audit:File"] = log } }, Cancellation))
        {
            var client = new DiagnosisService.DiagnosisServiceClient(suite.Channel);
            answer = await client.DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(file) });
            await Assert.ThrowsAsync<RpcException>(() => client.DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(MarkedDicom.Cut()) }).ResponseAsync);
            await Assert.ThrowsAsync<RpcException>(() => client.GetOperationAsync(new GetOperationRequest { OperationId = MarkedDicom.Marks[0] }).ResponseAsync);
            operation = await RunJobAsync(client, file);
        }

        var text = await File.ReadAllTextAsync(log, Cancellation);
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.All(lines, line => Assert.Subset(Fields.ToHashSet(), line.AsObject().Select(field => field.Key).ToHashSet()));
        Assert.All(MarkedDicom.Marks, mark => Assert.DoesNotContain(mark, text, StringComparison.OrdinalIgnoreCase));

        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        var diagnosed = Assert.Single(lines, line => Is(line, "covid.v1.DiagnosisService/Diagnose", "OK"));
        Assert.Equal((digest, "anonymous"), ((string?)diagnosed["input_sha256"], (string?)diagnosed["caller"]));
        Assert.Equal(answer.Classification?.DiagnosisClass.ToString(), (string?)diagnosed["result"]);
        Assert.Equal(answer.Model.Identity.Digest, (string?)Assert.Single(diagnosed["models"]!.AsObject()).Value);
        Assert.Single(lines, line => Is(line, "covid.v1.DiagnosisService/Diagnose", "InvalidArgument"));
        Assert.Single(lines, line => Is(line, "covid.v1.DiagnosisService/GetOperation", "NotFound"));

        Assert.Equal(operation, (string?)Assert.Single(lines, line => Is(line, "covid.v1.DiagnosisService/StartDiagnosis", "OK"))["operation"]);
        var job = Assert.Single(lines, line => Is(line, "job", "OK"));
        Assert.Equal((operation, digest), ((string?)job["operation"], (string?)job["input_sha256"]));
        // Not one for each part of an upload, and none for health.
        Assert.DoesNotContain(lines, line => (string?)line["rpc"] is "covid.v1.DiagnosisService/AppendChunk" or "grpc.health.v1.Health/Check");
    }

    private static bool Is(JsonNode line, string rpc, string status) => (string?)line["rpc"] == rpc && (string?)line["status"] == status;

    private static async Task<string> RunJobAsync(DiagnosisService.DiagnosisServiceClient client, byte[] file)
    {
        var upload = (await client.CreateUploadAsync(new CreateUploadRequest { RequestId = "first" })).UploadId;
        for (var at = 0; at < file.Length; at += 65536)
        {
            await client.AppendChunkAsync(new AppendChunkRequest { UploadId = upload, Offset = (ulong)at, Data = ByteString.CopyFrom(file.AsSpan(at, Math.Min(65536, file.Length - at))) });
        }

        await client.FinishUploadAsync(new FinishUploadRequest { UploadId = upload });
        var started = await client.StartDiagnosisAsync(new StartDiagnosisRequest { RequestId = "second", UploadId = upload });
        using var watch = client.WatchOperation(new WatchOperationRequest { OperationId = started.Operation.OperationId }, cancellationToken: Cancellation);
        Assert.Equal(Operation.Types.State.Succeeded, (await watch.ResponseStream.ReadAllAsync(Cancellation).LastAsync(Cancellation)).Operation.State);
        return started.Operation.OperationId;
    }
}
