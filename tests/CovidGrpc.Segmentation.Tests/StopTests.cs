using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>A computation that nobody waits for any more stops; a host of its own for each test, so that the logs are its own.</summary>
public sealed class StopTests : IAsyncLifetime
{
    private const string Started = "The computation of a slice started";
    private const string Stopped = "The computation of a slice stopped";

    private readonly TestModel _model = new();
    private LoopbackHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SegmentationService.SegmentationServiceClient Client => new(_host.Channel);

    public async ValueTask InitializeAsync()
    {
        _host = await LoopbackHost.StartAsync(
            builder => builder.AddSegmentation(), app => app.MapSegmentation(), new Dictionary<string, string?> { ["Model:Store"] = _model.Path });
        await _host.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _model.Dispose();
    }

    [Fact]
    public async Task Segment_CallerGivesUpWhileItIsComputed_StopsTheComputation()
    {
        using var caller = new CancellationTokenSource();
        var computed = Client.SegmentAsync(TestSlice.Request(seed: 1), cancellationToken: caller.Token).ResponseAsync;
        await _host.Log.WaitForAsync(Started, 1, Cancellation);
        var waiting = Client.SegmentAsync(TestSlice.Request(seed: 2), cancellationToken: caller.Token).ResponseAsync;

        await caller.CancelAsync();

        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => computed)).StatusCode);
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => waiting)).StatusCode);
        await _host.Log.WaitForAsync(Stopped, 1, Cancellation);
        // The gate is free again, and the one that waited was never computed.
        await Client.SegmentAsync(TestSlice.Request(seed: 3));
        Assert.Equal(2, _host.Log.CountOf(Started));
    }

    [Fact]
    public async Task Segment_DeadlineOverWhileItIsComputed_StopsTheComputation()
    {
        var call = Client.SegmentAsync(TestSlice.Request(seed: 1), deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddMilliseconds(150)).ResponseAsync;

        Assert.Equal(StatusCode.DeadlineExceeded, (await Assert.ThrowsAsync<RpcException>(() => call)).StatusCode);
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

        // A network disposed under a running computation would end the process.
        await _host.DisposeAsync();

        await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal(1, _host.Log.CountOf(Stopped));
    }
}
