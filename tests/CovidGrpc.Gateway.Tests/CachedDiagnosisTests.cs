using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;

namespace CovidGrpc.Gateway.Tests;

/// <summary>The gateway's cache of diagnoses, before services that tell which models they have in use.</summary>
public sealed class CachedDiagnosisTests : IAsyncLifetime
{
    private readonly FakeServices _fake = new();
    private LoopbackHost _services = null!;
    private LoopbackHost _gateway = null!;
    private string _digest = "d";
    private int _segmented;

    private DiagnosisService.DiagnosisServiceClient Client => new(_gateway.Channel);

    public async ValueTask InitializeAsync()
    {
        _fake.ListModels = () => new ListModelsResponse
        {
            Models = { new LoadedModel { Model = Model(_digest), InUse = true, DefaultModel = true }, new LoadedModel { Model = Model("before") } },
        };
        _fake.Segment = (request, _) =>
        {
            Interlocked.Increment(ref _segmented);
            if (request.ModelDigest.Length > 0 && request.ModelDigest != _digest)
            {
                throw FakeServices.Refusal("MODEL_DIGEST_MISMATCH");
            }

            var response = FakeServices.Segmented();
            response.Model = Model(_digest);
            response.Cache = CacheOutcome.Miss;
            return Task.FromResult(response);
        };
        _fake.Classify = (_, _) => Task.FromResult(new ClassifyResponse { Classification = new Classification { DiagnosisClass = DiagnosisClass.Covid19 }, Model = Model(_digest) });
        _services = await _fake.StartAsync();
        _gateway = await LoopbackHost.StartAsync(
            builder => builder.AddGateway(),
            app => app.MapGateway(),
            new Dictionary<string, string?>
            {
                ["Services:preprocessing:Address"] = _services.GrpcAddress,
                ["Services:segmentation:Address"] = _services.GrpcAddress,
                ["Services:classification:Address"] = _services.GrpcAddress,
                ["Requests:MostAtOnce"] = "2",
                ["Requests:ModelsTimeout"] = "00:01:00",
            });
        // A service that is not reached yet does not tell its models.
        await _gateway.WaitUntilServingAsync(DiagnosisService.Descriptor.FullName, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Diagnose_SameImageAgain_IsTheSameAnswerAndAsksNoService()
    {
        var first = await Client.DiagnoseAsync(Request());
        _fake.Preprocess = (_, _) => throw FakeServices.Refusal("ASKED");

        var second = await Client.DiagnoseAsync(Request());

        Assert.Equal((CacheOutcome.Miss, CacheOutcome.Hit, 1), (first.Cache, second.Cache, _segmented));
        Assert.Equal("total", Assert.Single(second.Timings).Stage);
        second.Timings.Clear();
        second.Timings.AddRange(first.Timings);
        second.Cache = first.Cache;
        Assert.Equal(first, second);
    }

    public static TheoryData<Action<DiagnoseRequest>> Others => new(
        request => request.Image = ByteString.CopyFromUtf8("another"),
        request => request.Options.Window = new Window { Center = -500, Width = 1500 },
        request => request.Options.ClassificationOnly = true,
        request => request.Options.SegmentationModel = "test",
        request => request.Options.ClassificationModel = "test");

    [Theory]
    [MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public async Task Diagnose_AnotherQuestion_IsAskedAnew(Action<DiagnoseRequest> change)
    {
        await Client.DiagnoseAsync(Request());
        var other = Request();
        change(other);

        Assert.Equal(CacheOutcome.Miss, (await Client.DiagnoseAsync(other)).Cache);
        Assert.Equal(2, _segmented);
    }

    [Fact]
    public async Task Diagnose_ModelSwapped_IsAskedAnewAtOnce()
    {
        await Client.DiagnoseAsync(Request());
        _digest = "new";

        var after = await Client.DiagnoseAsync(Request());

        Assert.Equal((CacheOutcome.Miss, "new"), (after.Cache, after.Model.Identity.Digest));
    }

    [Fact]
    public async Task Diagnose_SwappedWhileAsking_IsAnsweredByTheNewOneAndNotKept()
    {
        var told = _fake.ListModels();
        _fake.ListModels = () => told;
        _digest = "new";

        Assert.Equal("new", (await Client.DiagnoseAsync(Request())).Model.Identity.Digest);
        Assert.Equal(CacheOutcome.Miss, (await Client.DiagnoseAsync(Request())).Cache);
    }

    [Fact]
    public async Task Diagnose_RoomsThatDoNotTellTheirModels_IsAnsweredAndNotKept()
    {
        _fake.ListModels = () => throw new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, ""));

        await Client.DiagnoseAsync(Request());

        Assert.Equal(CacheOutcome.Miss, (await Client.DiagnoseAsync(Request())).Cache);
        Assert.Equal(2, _segmented);
    }

    [Fact]
    public async Task Diagnose_ServiceSaysNo_IsNotKept()
    {
        var preprocess = _fake.Preprocess;
        _fake.Preprocess = (_, _) => throw FakeServices.Refusal("NO");
        await RpcAssert.FailsAsync(Client.DiagnoseAsync(Request()), StatusCode.FailedPrecondition, "NO");
        _fake.Preprocess = preprocess;

        Assert.Equal(CacheOutcome.Miss, (await Client.DiagnoseAsync(Request())).Cache);
    }

    [Fact]
    public async Task Diagnose_MoreThanMayBeUnderWay_IsRefusedBeforeItIsDecodedUnlessItIsInTheCache()
    {
        await Client.DiagnoseAsync(Request());
        using var release = new SemaphoreSlim(0);
        var (decoded, preprocess) = (0, _fake.Preprocess);
        _fake.Preprocess = async (request, context) =>
        {
            Interlocked.Increment(ref decoded);
            Assert.True(await release.WaitAsync(TimeSpan.FromMinutes(2), context.CancellationToken));
            return await preprocess(request, context);
        };
        var calls = Enumerable.Range(0, 3).Select(i => Client.DiagnoseAsync(new DiagnoseRequest { Image = ByteString.CopyFromUtf8($"{i}") })).ToArray();

        var refused = await Task.WhenAny(calls.Select(call => call.ResponseAsync));

        var status = (await Assert.ThrowsAsync<RpcException>(() => refused)).GetRpcStatus()!;
        Assert.Equal("GATEWAY_BUSY", status.GetDetail<ErrorInfo>().Reason);
        Assert.True(status.GetDetail<RetryInfo>().RetryDelay.ToTimeSpan() > TimeSpan.Zero);
        Assert.Equal(CacheOutcome.Hit, (await Client.DiagnoseAsync(Request())).Cache);
        release.Release(3);
        await Task.WhenAll(calls.Select(call => call.ResponseAsync).Where(call => call != refused));
        Assert.Equal(2, decoded);
    }

    private static DiagnoseRequest Request() => new() { Image = ByteString.CopyFromUtf8("image"), Options = new DiagnosisOptions() };

    private static Model Model(string digest) => new() { Identity = new ModelIdentity { Name = "test", Digest = digest }, Trained = true };
}
