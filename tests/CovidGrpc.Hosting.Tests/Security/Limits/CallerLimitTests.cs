using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using Grpc.Health.V1;

namespace CovidGrpc.Hosting.Tests.Security.Limits;

/// <summary>How much one caller may ask for, and that others do not feel it.</summary>
public sealed class CallerLimitTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _keys = Path.GetTempFileName();

    public CallerLimitTests() => File.WriteAllLines(_keys, ((string[])["ward", "lab"]).Select(name => SecuredHost.Line(name, "read", SecuredHost.KeyOf(name))));

    public void Dispose() => File.Delete(_keys);

    [Fact]
    public async Task Calls_MoreAtOnceThanOneMay_AreRefusedToThatCallerAlone()
    {
        await using var waiting = await WaitingHost.StartAsync(("Security:ApiKeysFile", _keys), ("CallerLimits:MostAtOnce", "2"));
        AsyncUnaryCall<ListModelsResponse>[] underWay = [List(waiting, "ward"), List(waiting, "ward")];
        await UntilAsync(() => waiting.UnderWay == 2);

        var status = await RpcAssert.FailsAsync(List(waiting, "ward"), StatusCode.ResourceExhausted, "CALLER_LIMIT");
        Assert.InRange(status.GetDetail<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan(), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        var other = List(waiting, "lab");
        await UntilAsync(() => waiting.UnderWay == 3);
        await new Health.HealthClient(waiting.Host.Channel).CheckAsync(new HealthCheckRequest(), SecuredHost.WithKey(SecuredHost.KeyOf("ward"))).ResponseAsync.WaitAsync(Patience);

        waiting.Release();
        foreach (var call in (AsyncUnaryCall<ListModelsResponse>[])[.. underWay, other])
        {
            await call.ResponseAsync.WaitAsync(Patience);
        }

        await List(waiting, "ward").ResponseAsync.WaitAsync(Patience);
    }

    [Fact]
    public async Task Calls_FasterThanOneMay_AreRefusedUntilTheTimeThatIsTold()
    {
        await using var waiting = await WaitingHost.StartAsync(("Security:ApiKeysFile", _keys), ("CallerLimits:PerSecond", "1"), ("CallerLimits:Burst", "2"));
        waiting.Release();
        var refused = (RpcException?)null;
        for (var calls = 0; refused is null; calls++)
        {
            Assert.InRange(calls, 0, 100);
            refused = await Record.ExceptionAsync(() => List(waiting, "ward").ResponseAsync.WaitAsync(Patience)) as RpcException;
            Assert.True(calls >= 3 || refused is null);
        }

        Assert.Equal(StatusCode.ResourceExhausted, refused.StatusCode);
        var retryAfter = refused.GetRpcStatus()!.GetDetail<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan();
        Assert.InRange(retryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        await List(waiting, "lab").ResponseAsync.WaitAsync(Patience);
        await UntilAsync(() => Record.Exception(() => List(waiting, "ward").ResponseAsync.WaitAsync(Patience).GetAwaiter().GetResult()) is null);
    }

    private static AsyncUnaryCall<ListModelsResponse> List(WaitingHost waiting, string caller) =>
        new ModelService.ModelServiceClient(waiting.Host.Channel).ListModelsAsync(new ListModelsRequest(), SecuredHost.WithKey(SecuredHost.KeyOf(caller)));

    private static async Task UntilAsync(Func<bool> met)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!met())
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
