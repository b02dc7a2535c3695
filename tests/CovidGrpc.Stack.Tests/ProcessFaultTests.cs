using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using CovidGrpc.Testing.Processes;
using CovidGrpc.Training.Phantoms;
using Google.Rpc;
using Grpc.Core;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.Stack.Tests;

/// <summary>Real processes killed, frozen and asked to end: what a client sees, and that it goes on. The long tests do it to every part, in every way.</summary>
public sealed class ProcessFaultTests : IAsyncLifetime
{
    private const int Slices = 3;

    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    private readonly TestModel _model = new("running_statistics");
    private StackProcesses _stack = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stack = await StackProcesses.StartAsync(
        new StackSettings(_model.Path) { Gateway = new Dictionary<string, string> { ["Services:segmentation:Deadline"] = "00:00:05" } }, Cancellation);

    public ValueTask DisposeAsync()
    {
        _stack?.Dispose();
        _model.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Services_KilledAndFrozen_AreToldInTimeAndAnswerAgain()
    {
        _stack.Preprocessing.Stop();
        var status = await FailsAsync(_stack.Client.DiagnoseAsync(StackProcesses.Sample(0)), StatusCode.Unavailable, "PREPROCESSING_UNAVAILABLE");
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        await _stack.Preprocessing.StartAgainAsync(Cancellation);
        await _stack.AnswersAsync(0, Cancellation);

        _stack.Segmentation.Freeze();
        status = await FailsAsync(_stack.Client.DiagnoseAsync(StackProcesses.Sample(1)), StatusCode.DeadlineExceeded, "SEGMENTATION_DEADLINE_EXCEEDED");
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        _stack.Segmentation.Thaw();
        await _stack.AnswersAsync(1, Cancellation);
    }

    [Fact]
    public async Task Redises_Frozen_RefuseJobsInTimeAndNoDiagnosis()
    {
        var start = new StartDiagnosisRequest { UploadId = (await UploadAsync()).Id, RequestId = "frozen" };
        _stack.Cache.Freeze();
        _stack.Jobs.Freeze();

        await FailsAsync(_stack.Client.StartDiagnosisAsync(start), StatusCode.Unavailable, "JOBS_UNAVAILABLE");
        Assert.NotNull((await _stack.Client.DiagnoseAsync(StackProcesses.Sample(0)).ResponseAsync.WaitAsync(AtOnce, Cancellation)).Classification);

        _stack.Cache.Thaw();
        _stack.Jobs.Thaw();
        using var operations = new OperationClient(_stack.Channel);
        Assert.Equal(State.Succeeded, (await WaitAsync(await StartAsync(operations, start.UploadId))).State);
    }

    [Fact]
    public async Task Gateway_AskedToEnd_AnswersWhatItHasAcceptedAndGivesItsJobBack()
    {
        using var operations = new OperationClient(_stack.Channel);
        var id = await StartAsync(operations, (await UploadAsync()).Id);
        await UntilAsync(() => _stack.Gateway.CountOf($"Job {id} of uploads began") == 1);
        var call = _stack.Client.DiagnoseAsync(StackProcesses.Sample(0)).ResponseAsync;
        await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);

        Assert.Equal(0, await _stack.Gateway.EndAsync(Cancellation));

        Assert.NotNull((await call).Classification);
        await _stack.Gateway.StartAgainAsync(Cancellation);
        await _stack.AnswersAsync(1, Cancellation);
        Assert.Equal(State.Succeeded, (await WaitAsync(id)).State);
        Assert.Equal(1, _stack.Gateway.CountOf($"Job {id} of uploads is done"));
    }

    private static async Task<Google.Rpc.Status> FailsAsync<T>(AsyncUnaryCall<T> call, StatusCode code, string reason)
    {
        var started = TimeProvider.System.GetTimestamp();
        var status = await RpcAssert.FailsAsync(call, code, reason);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, AtOnce);
        return status;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!isSo())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private async Task<Upload> UploadAsync()
    {
        using var client = new OperationClient(_stack.Channel);
        var files = new PhantomDicomSeries(ChestPhantom.Create(new PhantomOptions(700_003, PhantomClass.Covid19, Rows: 256, Columns: 256)), Slices).CreateFiles(Cancellation);
        return await client.UploadAsync(
            [.. files.Select(file => file.ToArray()).Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file)))], cancellationToken: Cancellation);
    }

    private static async Task<string> StartAsync(OperationClient client, string upload)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                return (await client.StartAsync(upload, cancellationToken: limit.Token)).OperationId;
            }
            catch (DiagnosisException e) when (e.Reason == "JOBS_UNAVAILABLE")
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }

    private async Task<Operation> WaitAsync(string id)
    {
        using var client = new OperationClient(_stack.Channel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (await client.GetAsync(id, cancellationToken: limit.Token) is var operation)
        {
            if (operation.State is State.Succeeded or State.Failed)
            {
                return operation;
            }

            await Task.Delay(50, limit.Token);
        }

        throw new InvalidOperationException("there is always an answer");
    }
}
