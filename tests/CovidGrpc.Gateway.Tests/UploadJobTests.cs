using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Operations;
using CovidGrpc.Gateway.Uploads;
using CovidGrpc.Hosting.Faults;
using Google.Rpc;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.Gateway.Tests;

/// <summary>Jobs of uploads in the real gateway, before services whose answers the test chooses.</summary>
public sealed class UploadJobTests : IAsyncLifetime
{
    private OperationGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _gateway = await OperationGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Job_Upload_EndsWithTheVerdictThatEveryCallTells()
    {
        var files = 0;
        var slices = _gateway.Fake.PreprocessScan;
        _gateway.Fake.PreprocessScan = (count, context) => slices(files = count, context);

        var upload = await _gateway.UploadAsync();
        var operation = await _gateway.StartDiagnosisAsync(upload);
        var told = await WatchAsync(operation);

        Assert.Equal(1, files);
        Assert.Equal([State.Succeeded], told.Select(each => each.State).Where(state => state is State.Succeeded or State.Failed or State.Cancelled));
        var last = told[^1];
        Assert.Equal((OperationGateway.SliceCount, 1u, Operation.Types.Source.Upload), ((int)last.Verdict.Slices, last.Tries, last.Source));
        Assert.Equal(new ScanProgress { Done = OperationGateway.SliceCount, Total = OperationGateway.SliceCount }, last.Progress);
        Assert.Equal(DiagnosisClass.Covid19, last.Verdict.Classification.DiagnosisClass);
        Assert.True(last.UpdateTime.ToDateTime() >= last.CreateTime.ToDateTime());
        Assert.Equal(last, await _gateway.GetAsync(operation));
        Assert.Equal(last, await _gateway.StartDiagnosisAsync(upload));
        var listed = Assert.Single((await _gateway.Client.ListOperationsAsync(new ListOperationsRequest { State = State.Succeeded })).Operations);
        Assert.Equal((operation.OperationId, Operation.ResultOneofCase.None), (listed.OperationId, listed.ResultCase));
    }

    [Fact]
    public async Task Job_BadInput_FailsAtOnceAndTellsWhy()
    {
        _gateway.Fake.PreprocessScan = (_, _) => throw Fault.InvalidField("chunk", "NO_AXIAL_SERIES", "There is no axial series.").ToRpcException();

        var operation = await EndOfAsync(await _gateway.StartDiagnosisAsync(await _gateway.UploadAsync()));

        Assert.Equal((State.Failed, 1u), (operation.State, operation.Tries));
        Assert.Equal((Code.InvalidArgument, "There is no axial series."), ((Code)operation.Error.Code, operation.Error.Message));
        Assert.Equal("NO_AXIAL_SERIES", operation.Error.GetDetail<ErrorInfo>().Reason);
        Assert.Equal(operation, Assert.Single((await _gateway.Client.ListOperationsAsync(new ListOperationsRequest())).Operations));
    }

    [Fact]
    public async Task Job_ServiceBusyAtFirst_IsTriedAgain()
    {
        var (tries, go) = (0, new TaskCompletionSource());
        var answer = _gateway.Fake.Segment;
        _gateway.Fake.Segment = async (request, context) =>
        {
            if (Interlocked.Increment(ref tries) == 1)
            {
                throw Fault.Busy("SEGMENTATION_BUSY", "The segmentation is busy.", TimeSpan.FromMilliseconds(1)).ToRpcException();
            }

            await go.Task;
            return await answer(request, context);
        };

        var operation = await _gateway.StartDiagnosisAsync(await _gateway.UploadAsync());
        var second = await _gateway.UntilAsync(operation, now => now is { State: State.Running, Tries: 2 });
        go.SetResult();
        var end = await EndOfAsync(operation);

        Assert.Equal("SEGMENTATION_BUSY", second.LastFailure.GetDetail<ErrorInfo>().Reason);
        Assert.Equal((State.Succeeded, 2u, null), (end.State, end.Tries, end.LastFailure));
    }

    [Fact]
    public async Task Job_UploadGoneMeanwhile_FailsAsNotFound()
    {
        await _gateway.StartAgainAsync(("Jobs:Workers", "0"));
        var upload = await _gateway.UploadAsync();
        var operation = await _gateway.StartDiagnosisAsync(upload);
        Directory.Delete(Path.Combine(_gateway.Uploads.FullName, upload), recursive: true);
        await _gateway.StartAgainAsync();

        var end = await EndOfAsync(operation);

        Assert.Equal((State.Failed, Code.NotFound, "UPLOAD_NOT_FOUND"), (end.State, (Code)end.Error.Code, end.Error.GetDetail<ErrorInfo>().Reason));
    }

    [Fact]
    public async Task Cancel_JobUnderWay_StopsTheWorkAndReplayDoesItAnew()
    {
        var (started, stopped) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = _gateway.Fake.Segment;
        _gateway.Fake.Segment = async (_, context) =>
        {
            started.TrySetResult();
            try
            {
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            }
            finally
            {
                stopped.TrySetResult();
            }

            throw new InvalidOperationException("an endless wait has ended");
        };
        var operation = await _gateway.StartDiagnosisAsync(await _gateway.UploadAsync());
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        var cancelled = (await _gateway.Client.CancelOperationAsync(new CancelOperationRequest { OperationId = operation.OperationId })).Operation;

        Assert.Equal(State.Cancelled, cancelled.State);
        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(State.Cancelled, (await WatchAsync(operation))[^1].State);
        _gateway.Fake.Segment = answer;
        var replayed = (await _gateway.Client.ReplayOperationAsync(new ReplayOperationRequest { OperationId = operation.OperationId })).Operation;
        Assert.Equal((State.Pending, operation.CreateTime), (replayed.State, replayed.CreateTime));
        Assert.Equal(State.Succeeded, (await EndOfAsync(operation)).State);
    }

    [Fact]
    public async Task Job_GatewayStoppedInTheMiddle_EndsOnceInTheNext()
    {
        var (started, verdicts) = (new TaskCompletionSource(), 0);
        var (segment, classify) = (_gateway.Fake.Segment, _gateway.Fake.ClassifyScan);
        _gateway.Fake.ClassifyScan = votes =>
        {
            Interlocked.Increment(ref verdicts);
            return classify(votes);
        };
        _gateway.Fake.Segment = async (_, context) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            throw new InvalidOperationException("an endless wait has ended");
        };
        var operation = await _gateway.StartDiagnosisAsync(await _gateway.UploadAsync());
        await started.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        _gateway.Fake.Segment = segment;
        await _gateway.StartAgainAsync();

        Assert.Equal(State.Succeeded, (await EndOfAsync(operation)).State);
        Assert.Equal(1, verdicts);
    }

    [Fact]
    public async Task Sweep_UploadThatAJobWaitsFor_StaysUntilTheJobHasEnded()
    {
        await _gateway.StartAgainAsync(("Jobs:Workers", "0"));
        var upload = await _gateway.UploadAsync();
        var operation = await _gateway.StartDiagnosisAsync(upload);
        UploadFolders.Age(_gateway.Uploads, upload);

        await SweepAsync();
        Assert.Single(_gateway.Uploads.EnumerateDirectories());

        await _gateway.Client.CancelOperationAsync(new CancelOperationRequest { OperationId = operation.OperationId });
        await SweepAsync();
        Assert.Empty(_gateway.Uploads.EnumerateDirectories());
    }

    private async Task SweepAsync() => await _gateway.Host.Services.GetRequiredService<UploadStore>()
        .SweepAsync(await _gateway.Host.Services.GetRequiredService<NeededUploads>().ListAsync(Cancellation), Cancellation);

    private Task<Operation> EndOfAsync(Operation operation) =>
        _gateway.UntilAsync(operation, now => now.State is State.Succeeded or State.Failed or State.Cancelled);

    private async Task<List<Operation>> WatchAsync(Operation operation)
    {
        using var watch = _gateway.Client.WatchOperation(
            new WatchOperationRequest { OperationId = operation.OperationId }, deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(1), cancellationToken: Cancellation);
        return await watch.ResponseStream.ReadAllAsync(Cancellation).Select(response => response.Operation).ToListAsync(Cancellation);
    }
}
