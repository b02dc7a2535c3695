using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>
/// A computation that nobody waits for any more stops; a host of its own for each test, so that the logs are its own. By themselves, since the
/// slices that wait are counted for the whole process.
/// </summary>
[Collection(nameof(StopTests))]
[CollectionDefinition(nameof(StopTests), DisableParallelization = true)]
public sealed class StopTests : IAsyncLifetime
{
    private const string Started = "The computation of a slice started";
    private const string Stopped = "The computation of a slice stopped";

    // The server knows that the caller is gone.
    private const string GivenUp = "Segment answered";

    private readonly TestModel _model = new();
    private readonly LogGate _starts = new(Started);
    private LoopbackHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SegmentationService.SegmentationServiceClient Client => new(_host.Channel);

    public async ValueTask InitializeAsync()
    {
        _host = await LoopbackHost.StartAsync(
            builder => builder.AddSegmentation().Logging.AddProvider(_starts),
            app => app.MapSegmentation(),
            new Dictionary<string, string?> { ["Model:Store"] = _model.Path, ["Inference:Concurrency"] = "1" });
        await _host.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _starts.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task Segment_CallerGivesUpWhileItIsComputed_StopsTheComputation()
    {
        using var queue = new QueueDepth();
        using var caller = new CancellationTokenSource();
        var computed = Client.SegmentAsync(TestSlice.Request(seed: 1), cancellationToken: caller.Token).ResponseAsync;
        await _host.Log.WaitForAsync(Started, 1, Cancellation);
        var waiting = Client.SegmentAsync(TestSlice.Request(seed: 2), cancellationToken: caller.Token).ResponseAsync;
        await queue.WaitForAsync(1, Cancellation);

        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => computed)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => waiting)).StatusCode);
        await _host.Log.WaitForAsync(GivenUp, 2, Cancellation);
        _starts.LetThrough();
        await _host.Log.WaitForAsync(Stopped, 1, Cancellation);
        // The gate is free again, and the one that waited was never computed.
        _starts.LetThrough();
        await Client.SegmentAsync(TestSlice.Request(seed: 3));
        Assert.Equal(2, _host.Log.CountOf(Started));
    }

    [Fact]
    public async Task Segment_DeadlineOverWhileItIsComputed_StopsTheComputation()
    {
        using var channel = GrpcChannel.ForAddress(_host.GrpcAddress, new GrpcChannelOptions { HttpHandler = new ServerDeadline(), DisposeHttpClient = true });
        var call = new SegmentationService.SegmentationServiceClient(channel).SegmentAsync(TestSlice.Request(seed: 1)).ResponseAsync;

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
        await _host.Log.WaitForAsync(GivenUp, 1, Cancellation);
        _starts.LetThrough(2);
        await Client.SegmentAsync(TestSlice.Request(seed: 2));
        Assert.Equal(_host.Log.CountOf(Started), _host.Log.CountOf(Stopped) + 1);
    }

    [Fact]
    public async Task Dispose_WhileAnAbandonedSliceIsComputed_WaitsForItsEndBeforeTheNetworkGoes()
    {
        using var caller = new CancellationTokenSource();
        var call = Client.SegmentAsync(TestSlice.Request(seed: 1), cancellationToken: caller.Token).ResponseAsync;
        await _host.Log.WaitForAsync(Started, 1, Cancellation);
        await caller.CancelAsync();
        await _host.Log.WaitForAsync(GivenUp, 1, Cancellation);

        // A network disposed under a running computation would end the process.
        var disposal = _host.DisposeAsync().AsTask();
        await Task.Delay(200, Cancellation);
        Assert.False(disposal.IsCompleted);
        _starts.LetThrough();
        await disposal;

        await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(1, _host.Log.CountOf(Stopped));
    }

    /// <summary>A deadline that the server alone counts, from when the call has come in: the caller's own may be over before that.</summary>
    private sealed class ServerDeadline() : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Add("grpc-timeout", "300m");
            return base.SendAsync(request, cancellationToken);
        }
    }
}
