using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Suite;
using CovidGrpc.Testing;
using CovidGrpc.Training.Phantoms;
using State = CovidGrpc.Contracts.V1.Operation.Types.State;

namespace CovidGrpc.Stack.Tests;

/// <summary>A whole scan as a job through all services; it outlives those who work on it, and ends once, with the verdict of the call.</summary>
public sealed class JobTests : IDisposable
{
    private const int Slices = 6;

    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("covidgrpc-jobs-");
    private readonly TestModel _model = new("running_statistics");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _model.Dispose();
        _state.Delete(recursive: true);
    }

    [Fact]
    public async Task Job_SuiteStoppedInTheMiddle_EndsOnceInTheNextWithTheVerdictOfTheCall()
    {
        string id;
        await using (var first = await StartSuiteAsync())
        {
            id = await StartJobAsync(first);
            await UntilAsync(first, id, operation => operation.State != State.Pending);
        }

        await using var second = await StartSuiteAsync();
        await AssertVerdictAsync(second, id);
    }

    [Fact]
    public async Task Job_RedisKilledInTheMiddle_EndsOnceWithTheVerdictOfTheCall()
    {
        using var redis = await RedisServer.StartDurableAsync(Cancellation);
        await using var suite = await StartSuiteAsync(redis.Address);
        var id = await StartJobAsync(suite);
        await UntilAsync(suite, id, operation => operation.State != State.Pending);
        redis.Stop();
        await redis.StartAgainAsync(Cancellation);

        await AssertVerdictAsync(suite, id);
    }

    private static async Task<string> StartJobAsync(CovidSuite suite)
    {
        using var client = new OperationClient(suite.Channel);
        var upload = await client.UploadAsync(Files(), cancellationToken: Cancellation);
        Assert.Equal((Slices, null), (upload.Files, upload.LeftOut));
        return (await client.StartAsync(upload.Id, cancellationToken: Cancellation)).OperationId;
    }

    private static ScanFile[] Files() =>
    [
        .. new PhantomDicomSeries(ChestPhantom.Create(new PhantomOptions(700_003, PhantomClass.Covid19)), Slices).CreateFiles(Cancellation)
            .Select(file => file.ToArray()).Select(file => new ScanFile(_ => ValueTask.FromResult<ReadOnlyMemory<byte>>(file))),
    ];

    private static async Task<Operation> UntilAsync(CovidSuite suite, string id, Func<Operation, bool> isSo)
    {
        using var client = new OperationClient(suite.Channel);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        while (true)
        {
            try
            {
                if (await client.GetAsync(id, cancellationToken: limit.Token) is { } operation && isSo(operation))
                {
                    return operation;
                }
            }
            catch (DiagnosisException e) when (e.Reason == "JOBS_UNAVAILABLE")
            {
                // The store comes back.
            }

            await Task.Delay(20, limit.Token);
        }
    }

    private static async Task AssertVerdictAsync(CovidSuite suite, string id)
    {
        var operation = await UntilAsync(suite, id, operation => operation.State is State.Succeeded or State.Failed);
        Assert.Equal(State.Succeeded, operation.State);
        using var client = new DiagnosisClient(suite.Channel);
        var call = await client.DiagnoseScanAsync(Files(), cancellationToken: Cancellation).LastAsync(Cancellation);
        Assert.Equal(call.Verdict, operation.Verdict);
        Assert.Equal((uint)Slices, operation.Verdict.Slices);

        using var operations = new OperationClient(suite.Channel);
        Assert.Equal(id, Assert.Single(await operations.ListAsync(cancellationToken: Cancellation).ToListAsync(Cancellation)).OperationId);
    }

    private Task<CovidSuite> StartSuiteAsync(string? redis = null)
    {
        var settings = new Dictionary<string, string?> { ["Jobs:Lease"] = "00:00:03", ["Jobs:Poll"] = "00:00:00.05", ["Jobs:RetryDelay"] = "00:00:00.1" };
        if (redis is not null)
        {
            settings["Jobs:Redis"] = redis;
        }

        return CovidSuite.StartAsync(new SuiteOptions(new ModelChoice(_model.Path)) { StateFolder = _state.FullName, Settings = settings }, Cancellation);
    }
}
