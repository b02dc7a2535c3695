using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;

namespace CovidGrpc.Gateway.Tests;

/// <summary>
/// The real gateway with its state in a folder, before services whose answers the test chooses; it can be stopped and started again on what
/// it left there.
/// </summary>
internal sealed class OperationGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("covidgrpc-operations-");
    private LoopbackHost _services = null!;

    public FakeServices Fake { get; } = new() { PreprocessScan = (_, _) => Slices() };

    public LoopbackHost Host { get; private set; } = null!;

    public DiagnosisService.DiagnosisServiceClient Client => new(Host.Channel);

    public DirectoryInfo Uploads => new(Path.Combine(_state.FullName, "uploads"));

    /// <summary>Slices of the scan that every upload holds here.</summary>
    public const int SliceCount = 3;

    public static async Task<OperationGateway> StartAsync(params (string Key, string Value)[] settings)
    {
        var gateway = new OperationGateway();
        gateway._services = await gateway.Fake.StartAsync();
        await gateway.StartHostAsync(settings);
        return gateway;
    }

    public async Task StartAgainAsync(params (string Key, string Value)[] settings)
    {
        await Host.DisposeAsync();
        await StartHostAsync(settings);
    }

    /// <summary>An upload of one file.</summary>
    public async Task<string> UploadAsync(string requestId = "upload", bool isFinished = true)
    {
        var id = (await Client.CreateUploadAsync(new CreateUploadRequest { RequestId = requestId })).UploadId;
        await Client.AppendChunkAsync(new AppendChunkRequest { UploadId = id, Data = ByteString.CopyFromUtf8("a file") });
        if (isFinished)
        {
            await Client.FinishUploadAsync(new FinishUploadRequest { UploadId = id });
        }

        return id;
    }

    public async Task<Operation> StartDiagnosisAsync(string uploadId, string requestId = "request") =>
        (await Client.StartDiagnosisAsync(new StartDiagnosisRequest { RequestId = requestId, UploadId = uploadId })).Operation;

    public async Task<Operation> GetAsync(Operation operation) =>
        (await Client.GetOperationAsync(new GetOperationRequest { OperationId = operation.OperationId })).Operation;

    /// <summary>Waits, at most a minute, until an operation is as the test wants it.</summary>
    public async Task<Operation> UntilAsync(Operation operation, Func<Operation, bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        for (var now = await GetAsync(operation); ; now = await GetAsync(operation))
        {
            if (isSo(now))
            {
                return now;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _services.DisposeAsync();
        _state.Delete(recursive: true);
    }

    private static async IAsyncEnumerable<PreprocessScanResponse> Slices()
    {
        await Task.Yield();
        for (var i = 0; i < SliceCount; i++)
        {
            var slice = new Slice { Pixels = ByteString.CopyFrom(new byte[4]), Geometry = new SliceGeometry { SourceRows = 2, SourceColumns = 2 } };
            yield return new PreprocessScanResponse { Index = (uint)i, Count = SliceCount, Slice = slice };
        }
    }

    private async Task StartHostAsync((string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Uploads:Folder"] = Uploads.FullName,
            ["Jobs:File"] = Path.Combine(_state.FullName, "jobs.db"),
            ["Jobs:Poll"] = "00:00:00.02",
            ["Jobs:Lease"] = "00:00:03",
            ["Jobs:RetryDelay"] = "00:00:00.05",
            ["Scans:Retries"] = "0",
        };
        foreach (var service in (string[])[GatewayHost.Preprocessing, GatewayHost.Segmentation, GatewayHost.Classification])
        {
            all[$"Services:{service}:Address"] = _services.GrpcAddress;
            all[$"Services:{service}:RetryDelay"] = "00:00:00.01";
        }

        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        Host = await LoopbackHost.StartAsync(builder => builder.AddGateway(), app => app.MapGateway(), all);
    }
}
