using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Jobs;
using CovidGrpc.Testing;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.Gateway.Tests;

/// <summary>Operations of the real gateway, which nobody works on: what is accepted, found, listed and refused.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private const string Study = "2.25.329800735698586629295641978511506172918";

    private OperationGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await OperationGateway.StartAsync(("Jobs:Workers", "0"));

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Start_Repeated_IsTheFirstOperationAcrossARestartAndWithoutItsUpload()
    {
        var upload = await _gateway.UploadAsync();
        var first = await _gateway.StartDiagnosisAsync(upload);
        Assert.Equal((State.Pending, Operation.Types.Source.Upload, 0u), (first.State, first.Source, first.Tries));
        Assert.Equal(first, await _gateway.StartDiagnosisAsync(upload));

        await _gateway.StartAgainAsync(("Jobs:Workers", "0"));
        Directory.Delete(Path.Combine(_gateway.Uploads.FullName, upload), recursive: true);

        Assert.Equal(first, await _gateway.StartDiagnosisAsync(upload));
        Assert.Equal(first, await _gateway.GetAsync(first));
    }

    [Fact]
    public async Task Start_SameRequestWithOtherContent_AlreadyExists()
    {
        var upload = await _gateway.UploadAsync();
        await _gateway.StartDiagnosisAsync(upload);
        foreach (var other in (StartDiagnosisRequest[])
            [new() { UploadId = await _gateway.UploadAsync("other") }, new() { StudyReference = Study }, new() { UploadId = upload, Options = new() { ClassificationOnly = true } }])
        {
            other.RequestId = "request";
            await RpcAssert.FailsAsync(_gateway.Client.StartDiagnosisAsync(other), StatusCode.AlreadyExists, "REQUEST_ID_REUSED");
        }
    }

    [Fact]
    public async Task Start_WhatCannotBe_IsRefusedWithTheReason()
    {
        var open = await _gateway.UploadAsync(isFinished: false);
        Task Fails(StartDiagnosisRequest request, StatusCode code, string reason) => RpcAssert.FailsAsync(_gateway.Client.StartDiagnosisAsync(request), code, reason);

        await Fails(new() { StudyReference = Study }, StatusCode.InvalidArgument, "REQUEST_ID");
        await Fails(new() { RequestId = new string('r', 257), StudyReference = Study }, StatusCode.InvalidArgument, "REQUEST_ID");
        await Fails(new() { RequestId = "r" }, StatusCode.InvalidArgument, "SOURCE");
        await Fails(new() { RequestId = "r", UploadId = new string('a', 32) }, StatusCode.NotFound, "UPLOAD_NOT_FOUND");
        await Fails(new() { RequestId = "r", UploadId = "../.." }, StatusCode.NotFound, "UPLOAD_NOT_FOUND");
        await Fails(new() { RequestId = "r", UploadId = open }, StatusCode.FailedPrecondition, "UPLOAD_NOT_FINISHED");
        foreach (var reference in (string[])["", "1.2.826.0.1.3680043.8.498.1", "2.25.", "2.25.01", "2.25.1\n", "2.25.1.2", "2.25." + new string('1', 60)])
        {
            await Fails(new() { RequestId = "r", StudyReference = reference }, StatusCode.InvalidArgument, "STUDY_REFERENCE");
        }

        Assert.Empty((await _gateway.Client.ListOperationsAsync(new ListOperationsRequest())).Operations);
    }

    [Fact]
    public async Task Start_Study_WaitsForTheBridgeWithWhatItNeeds()
    {
        var options = new DiagnosisOptions { Window = new Window { Center = 40, Width = 400 } };

        var operation = (await _gateway.Client.StartDiagnosisAsync(new StartDiagnosisRequest { RequestId = "study", StudyReference = Study, Options = options })).Operation;

        Assert.Equal(Operation.Types.Source.Study, operation.Source);
        var lease = await _gateway.Host.Services.GetRequiredService<IJobStore>().TakeAsync(JobQueues.Studies, Cancellation);
        Assert.Equal(operation.OperationId, lease!.Job.Id);
        Assert.Equal(new StudyJob { StudyReference = Study, Options = options }, StudyJob.Parser.ParseFrom(lease.Job.Payload.Span));
    }

    [Fact]
    public async Task Get_UnknownOperation_IsNotFoundByEveryCall()
    {
        foreach (var id in (string[])["", "unknown", "../jobs", "A", new string('a', 65)])
        {
            await RpcAssert.FailsAsync(_gateway.Client.GetOperationAsync(new GetOperationRequest { OperationId = id }), StatusCode.NotFound, "OPERATION_NOT_FOUND");
            await RpcAssert.FailsAsync(_gateway.Client.CancelOperationAsync(new CancelOperationRequest { OperationId = id }), StatusCode.NotFound, "OPERATION_NOT_FOUND");
            await RpcAssert.FailsAsync(_gateway.Client.ReplayOperationAsync(new ReplayOperationRequest { OperationId = id }), StatusCode.NotFound, "OPERATION_NOT_FOUND");
        }

        using var watch = _gateway.Client.WatchOperation(new WatchOperationRequest { OperationId = "unknown" }, cancellationToken: Cancellation);
        var refusal = await Assert.ThrowsAsync<RpcException>(() => watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal((StatusCode.NotFound, "OPERATION_NOT_FOUND"), (refusal.StatusCode, refusal.Reason()));
    }

    [Fact]
    public async Task List_Pages_HoldEveryOperationOnceNewestFirstAndByState()
    {
        var upload = await _gateway.UploadAsync();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await _gateway.StartDiagnosisAsync(upload, $"request {i}")).OperationId);
        }

        await _gateway.Client.CancelOperationAsync(new CancelOperationRequest { OperationId = ids[1] });
        ids.Reverse();

        Assert.Equal(ids, await ListAsync(pageSize: 2));
        Assert.Equal(ids, await ListAsync(pageSize: 0));
        Assert.Equal([ids[3]], await ListAsync(pageSize: 2, State.Cancelled));
        Assert.Equal(ids.Where(id => id != ids[3]), await ListAsync(pageSize: 2, State.Pending));
        await RpcAssert.FailsAsync(_gateway.Client.ListOperationsAsync(new ListOperationsRequest { PageSize = 1001 }), StatusCode.InvalidArgument, "PAGE_SIZE");
        await RpcAssert.FailsAsync(_gateway.Client.ListOperationsAsync(new ListOperationsRequest { PageToken = "nonsense" }), StatusCode.InvalidArgument, "PAGE_TOKEN");
        await RpcAssert.FailsAsync(_gateway.Client.ListOperationsAsync(new ListOperationsRequest { State = (State)99 }), StatusCode.InvalidArgument, "STATE");
    }

    [Fact]
    public async Task Watch_OperationThatWaits_EndsAtTheDeadlineAndWithTheGateway()
    {
        var operation = await _gateway.StartDiagnosisAsync(await _gateway.UploadAsync());
        var request = new WatchOperationRequest { OperationId = operation.OperationId };
        using var late = _gateway.Client.WatchOperation(request, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(1), cancellationToken: Cancellation);
        using var watch = _gateway.Client.WatchOperation(request, cancellationToken: Cancellation);
        Assert.True(await watch.ResponseStream.MoveNext(Cancellation));
        Assert.Equal(operation, watch.ResponseStream.Current.Operation);

        var over = await Assert.ThrowsAsync<RpcException>(() => late.ResponseStream.ReadAllAsync(Cancellation).LastAsync(Cancellation).AsTask());
        Assert.Equal(StatusCode.DeadlineExceeded, over.StatusCode);

        var next = watch.ResponseStream.MoveNext(Cancellation);
        _gateway.Host.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>().StopApplication();
        var end = await Assert.ThrowsAsync<RpcException>(() => next.WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal((StatusCode.Unavailable, "GATEWAY_STOPPING"), (end.StatusCode, end.Reason()));
    }

    [Fact]
    public async Task Start_StoreAway_IsUnavailableAndSaysWhenToTryAgain()
    {
        var upload = await _gateway.UploadAsync();
        await _gateway.StartAgainAsync(("Jobs:File", "/proc/nowhere/jobs.db"));

        var request = new StartDiagnosisRequest { RequestId = "request", UploadId = upload };
        var status = await RpcAssert.FailsAsync(_gateway.Client.StartDiagnosisAsync(request), StatusCode.Unavailable, "JOBS_UNAVAILABLE");

        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        // Diagnoses without jobs go on.
        Assert.NotNull((await _gateway.Client.DiagnoseAsync(new DiagnoseRequest { Image = Google.Protobuf.ByteString.CopyFromUtf8("image") })).Classification);
    }

    [Fact]
    public async Task Json_Operations_AnswerAndFailAsJson()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_gateway.Host.HttpAddress) };
        var upload = await _gateway.UploadAsync();

        var started = await http.PostAsJsonAsync("/v1/operations", new { requestId = "json", uploadId = upload }, Cancellation);
        var id = (string)JsonNode.Parse(await started.Content.ReadAsStringAsync(Cancellation))!["operation"]!["operationId"]!;
        var cancelled = await http.PostAsJsonAsync($"/v1/operations/{id}:cancel", new { }, Cancellation);
        var list = JsonNode.Parse(await http.GetStringAsync("/v1/operations?state=STATE_CANCELLED", Cancellation))!;
        var replayed = await http.PostAsJsonAsync($"/v1/operations/{id}:replay", new { }, Cancellation);
        var unknown = await http.GetAsync("/v1/operations/unknown", Cancellation);

        Assert.True(cancelled.IsSuccessStatusCode);
        Assert.Equal(id, (string?)Assert.Single(list["operations"]!.AsArray())!["operationId"]);
        Assert.Equal("STATE_PENDING", (string?)JsonNode.Parse(await replayed.Content.ReadAsStringAsync(Cancellation))!["operation"]!["state"]);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, unknown.StatusCode);
    }

    private async Task<List<string>> ListAsync(uint pageSize, State state = State.Unspecified)
    {
        var ids = new List<string>();
        var request = new ListOperationsRequest { PageSize = pageSize, State = state };
        do
        {
            var page = await _gateway.Client.ListOperationsAsync(request);
            ids.AddRange(page.Operations.Select(operation => operation.OperationId));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return ids;
    }
}
