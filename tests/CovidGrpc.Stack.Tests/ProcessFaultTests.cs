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
public sealed class ProcessFaultTests : IDisposable
{
    private const int Slices = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TestModel _model = new("running_statistics");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _model.Dispose();

    [Fact]
    public async Task Services_KilledAndFrozen_AreToldInTimeAndAnswerAgain()
    {
        using var stack = await StartAsync(("Services:segmentation:Deadline", "00:00:05"));
        stack.Preprocessing.Stop();
        var status = await RpcAssert.FailsAsync(stack.Client.DiagnoseAsync(StackProcesses.Sample(0)), StatusCode.Unavailable, "PREPROCESSING_UNAVAILABLE");
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        await stack.Preprocessing.StartAgainAsync(Cancellation);
        await stack.AnswersAsync(0, Cancellation);

        stack.Segmentation.Freeze();
        status = await RpcAssert.FailsAsync(stack.Client.DiagnoseAsync(StackProcesses.Sample(1)), StatusCode.DeadlineExceeded, "SEGMENTATION_DEADLINE_EXCEEDED");
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        stack.Segmentation.Thaw();
        await stack.AnswersAsync(1, Cancellation);
    }

    [Fact]
    public async Task Redises_Frozen_RefuseJobsInTimeAndNoDiagnosis()
    {
        using var stack = await StartAsync();
        using var operations = new OperationClient(stack.Channel);
        var start = new StartDiagnosisRequest { UploadId = (await UploadAsync(operations)).Id, RequestId = "frozen" };
        stack.Cache.Freeze();
        stack.Jobs.Freeze();

        await RpcAssert.FailsAsync(stack.Client.StartDiagnosisAsync(start), StatusCode.Unavailable, "JOBS_UNAVAILABLE");
        Assert.NotNull((await stack.Client.DiagnoseAsync(StackProcesses.Sample(0)).ResponseAsync.WaitAsync(Patience, Cancellation)).Classification);

        stack.Cache.Thaw();
        stack.Jobs.Thaw();
        Assert.Equal(State.Succeeded, (await EndOfAsync(operations, await StartAsync(operations, start.UploadId))).State);
    }

    [Fact]
    public async Task Gateway_AskedToEnd_AnswersWhatItHasAcceptedAndGivesItsJobBack()
    {
        using var stack = await StartAsync(("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Information"));
        using var operations = new OperationClient(stack.Channel);
        var arrival = $"Request starting HTTP/2 POST http://{stack.Channel.Target}/{DiagnosisService.Descriptor.FullName}/Diagnose -";
        var id = await StartAsync(operations, (await UploadAsync(operations)).Id);
        await UntilAsync(() => stack.Gateway.CountOf($"Job {id} of uploads began") > 0);
        var arrived = stack.Gateway.CountOf(arrival);
        var call = stack.Client.DiagnoseAsync(StackProcesses.Sample(0)).ResponseAsync;
        await UntilAsync(() => stack.Gateway.CountOf(arrival) > arrived);

        Assert.Equal(0, await stack.Gateway.EndAsync(Cancellation));

        Assert.NotNull((await call).Classification);
        await stack.Gateway.StartAgainAsync(Cancellation);
        await stack.AnswersAsync(1, Cancellation);
        Assert.Equal(State.Succeeded, (await EndOfAsync(operations, id)).State);
        await UntilAsync(() => stack.Gateway.CountOf($"Job {id} of uploads is done") > 0);
        Assert.Equal(1, stack.Gateway.CountOf($"Job {id} of uploads is done"));
    }

    private Task<StackProcesses> StartAsync(params (string Key, string Value)[] gateway)
    {
        var settings = new Dictionary<string, string>();
        foreach (var service in (string[])["preprocessing", "segmentation", "classification"])
        {
            settings[$"Services:{service}:Deadline"] = Patience.ToString();
        }

        foreach (var (key, value) in gateway)
        {
            settings[key] = value;
        }

        return StackProcesses.StartAsync(new StackSettings(_model.Path) { Gateway = settings }, Cancellation);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!isSo())
        {
            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task<Upload> UploadAsync(OperationClient client)
    {
        var files = new PhantomDicomSeries(ChestPhantom.Create(new PhantomOptions(700_003, PhantomClass.Covid19, Rows: 256, Columns: 256)), Slices).CreateFiles(Cancellation);
        return await client.UploadAsync(
            [.. files.Select(file => file.ToArray()).Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file)))], cancellationToken: Cancellation);
    }

    private static async Task<string> StartAsync(OperationClient client, string upload) =>
        (await AnswerAsync(token => client.StartAsync(upload, cancellationToken: token))).OperationId;

    private static async Task<Operation> EndOfAsync(OperationClient client, string id)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            var operation = await AnswerAsync(token => client.GetAsync(id, cancellationToken: token));
            if (operation.State is State.Succeeded or State.Failed)
            {
                return operation;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    // Once the Redis of the jobs is there again.
    private static async Task<Operation> AnswerAsync(Func<CancellationToken, Task<Operation>> call)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return await call(limit.Token);
            }
            catch (DiagnosisException e) when (e.Reason == "JOBS_UNAVAILABLE")
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }
}
