using CovidGrpc.Classification;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway;
using CovidGrpc.Preprocessing;
using CovidGrpc.Segmentation;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Stack.Tests;

/// <summary>The four real hosts over TCP, as they are distributed; parts of them are stopped and started again.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private readonly TestModel _model = new();
    private readonly TestModel _otherModel = new("running_statistics");
    private RedisServer _redis = null!;
    private LoopbackHost _preprocessing = null!;
    private LoopbackHost _segmentation = null!;
    private LoopbackHost _classification = null!;
    private LoopbackHost _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DiagnosisService.DiagnosisServiceClient Client => new(_gateway.Channel);

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync(CancellationToken.None);
        _preprocessing = await LoopbackHost.StartAsync(builder => builder.AddPreprocessing(), app => app.MapPreprocessing());
        _segmentation = await StartSegmentationAsync(port: 0);
        _classification = await StartClassificationAsync(_model, port: 0);
        _gateway = await LoopbackHost.StartAsync(builder => builder.AddGateway(), app => app.MapGateway(), new Dictionary<string, string?>
        {
            ["Services:preprocessing:Address"] = _preprocessing.GrpcAddress,
            ["Services:segmentation:Address"] = _segmentation.GrpcAddress,
            ["Services:classification:Address"] = _classification.GrpcAddress,
            ["Services:segmentation:RetryDelay"] = "00:00:00.05",
        });
        await _gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (LoopbackHost[])[_gateway, _classification, _segmentation, _preprocessing])
        {
            await host.DisposeAsync();
        }

        _redis.Dispose();
        _model.Dispose();
        _otherModel.Dispose();
    }

    [Fact]
    public async Task Diagnose_SegmentationStoppedAndStarted_IsUnavailableThenAnswers()
    {
        var before = await Client.DiagnoseAsync(Request());
        await _redis.WaitForEntryAsync(Cancellation);
        var port = new Uri(_segmentation.GrpcAddress).Port;
        await _segmentation.DisposeAsync();

        var status = await RpcAssert.FailsAsync(Client.DiagnoseAsync(Request()), StatusCode.Unavailable, "SEGMENTATION_UNAVAILABLE");
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Contains("segmentation", status.Message, StringComparison.Ordinal);

        _segmentation = await StartSegmentationAsync(port);
        await _gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, Cancellation);
        var after = await DiagnoseUntilAnsweredAsync();
        Assert.Equal(before.Classification, after.Classification);
        Assert.Equal(CacheOutcome.Hit, after.Cache);
    }

    [Fact]
    public async Task Diagnose_RedisStoppedAndStartedUnderLoad_NeverFailsOrChangesItsAnswer()
    {
        var expected = (await Client.DiagnoseAsync(Request())).Classification;
        var answers = new List<Contracts.V1.Classification>();
        using var ended = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var calls = 0;
            for (; !ended.IsCancellationRequested; calls++)
            {
                // Another slice each time, so that Redis is asked; the window moves by a hair.
                var reply = await Client.DiagnoseAsync(Request(1 + calls));
                answers.Add(reply.Classification);
            }

            return calls;
        }, Cancellation);

        await Task.Delay(1000, Cancellation);
        _redis.Stop();
        await Task.Delay(2000, Cancellation);
        await _redis.StartAgainAsync(Cancellation);
        await Task.Delay(1000, Cancellation);
        await ended.CancelAsync();

        Assert.True(await load > 1);
        Assert.Equal(expected, (await Client.DiagnoseAsync(Request())).Classification);
        // What was answered while Redis came and went is what a computation without it gives.
        await RestartSegmentationWithoutRedisAsync();
        Assert.Equal(answers[0], (await Client.DiagnoseAsync(Request(1))).Classification);
        Assert.Equal(answers[^1], (await Client.DiagnoseAsync(Request(answers.Count))).Classification);
    }

    [Fact]
    public async Task Diagnose_ClassificationWithAnotherModel_IsRefusedNotMixed()
    {
        var port = new Uri(_classification.GrpcAddress).Port;
        await _classification.DisposeAsync();
        _classification = await StartClassificationAsync(_otherModel, port);
        await _gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, Cancellation);

        await RpcAssert.FailsAsync(Client.DiagnoseAsync(Request()), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");
    }

    [Fact]
    public async Task Diagnose_GarbageOrAnUnknownDigest_IsRefusedWithTheReason()
    {
        await RpcAssert.FailsAsync(
            Client.DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFrom(new byte[1000]) }), StatusCode.InvalidArgument, "UNKNOWN_FORMAT");
        var request = Request();
        request.Options.ModelDigest = new string('0', 64);
        await RpcAssert.FailsAsync(Client.DiagnoseAsync(request), StatusCode.FailedPrecondition, "MODEL_DIGEST_MISMATCH");
    }

    private static DiagnoseRequest Request(int number = 0) => new()
    {
        Image = ByteString.CopyFrom(File.ReadAllBytes(Repository.PathOf("deploy", "sample", "chest.dcm"))),
        Options = new DiagnosisOptions { Window = new Window { Center = -600 + number, Width = 1500 } },
    };

    private static async Task<LoopbackHost> StartClassificationAsync(TestModel model, int port) => await LoopbackHost.StartAsync(
        builder => builder.AddClassification(), app => app.MapClassification(), new Dictionary<string, string?> { ["Model:Path"] = model.Path }, port);

    private async Task<LoopbackHost> StartSegmentationAsync(int port) => await LoopbackHost.StartAsync(
        builder => builder.AddSegmentation(),
        app => app.MapSegmentation(),
        new Dictionary<string, string?>
        {
            ["Model:Path"] = _model.Path,
            ["Cache:Redis"] = _redis.Address,
            ["Cache:HashKey"] = Convert.ToBase64String(new byte[32]),
            ["Cache:OperationTimeout"] = "00:00:02",
        },
        port);

    private async Task RestartSegmentationWithoutRedisAsync()
    {
        var port = new Uri(_segmentation.GrpcAddress).Port;
        await _segmentation.DisposeAsync();
        _segmentation = await LoopbackHost.StartAsync(
            builder => builder.AddSegmentation(), app => app.MapSegmentation(), new Dictionary<string, string?> { ["Model:Path"] = _model.Path }, port);
        await _gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, Cancellation);
    }

    private async Task<DiagnoseResponse> DiagnoseUntilAnsweredAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                return await Client.DiagnoseAsync(Request(), cancellationToken: limit.Token);
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable)
            {
                // The circuit is still open.
                await Task.Delay(100, limit.Token);
            }
        }
    }
}
