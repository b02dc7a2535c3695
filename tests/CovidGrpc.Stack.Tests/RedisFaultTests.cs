using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;

namespace CovidGrpc.Stack.Tests;

/// <summary>The cache's Redis comes and goes; the answers stay.</summary>
public sealed class RedisFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Diagnose_SegmentationStartedAgain_FindsItsAnswersInRedis()
    {
        using var redis = await RedisServer.StartAsync(Cancellation);
        await using var stack = await DistributedStack.StartAsync(redis.Address);
        DiagnoseResponse before = null!;
        // Other slices first: the one asked for is written and read over connections that stand.
        await redis.KeepsOneMoreAsync(i => stack.DiagnoseUntilAnsweredAsync(DistributedStack.Sample(1 + i)), Cancellation);
        await redis.KeepsOneMoreAsync(async _ => before = await stack.Client.DiagnoseAsync(DistributedStack.Sample()), Cancellation);

        await stack.StartSegmentationAgainAsync(redis.Address);
        await redis.KeepsOneMoreAsync(i => stack.DiagnoseUntilAnsweredAsync(DistributedStack.Sample(-1 - i)), Cancellation);
        var after = await stack.Client.DiagnoseAsync(DistributedStack.Sample());

        Assert.Equal(CacheOutcome.Hit, after.Cache);
        Assert.Equal(before.Classification, after.Classification);
        Assert.Equal(before.Findings, after.Findings);
    }

    [Fact]
    public async Task Diagnose_RedisStoppedAndStartedUnderLoad_NeverFailsOrChangesAnAnswer()
    {
        using var redis = await RedisServer.StartAsync(Cancellation);
        await using var stack = await DistributedStack.StartAsync(redis.Address);
        var answers = new List<Contracts.V1.Classification>();
        using var ended = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            // Another slice each time, so that Redis is asked.
            while (!ended.IsCancellationRequested)
            {
                answers.Add((await stack.Client.DiagnoseAsync(DistributedStack.Sample(answers.Count))).Classification);
            }
        }, Cancellation);

        await Task.Delay(1000, Cancellation);
        redis.Stop();
        await Task.Delay(2000, Cancellation);
        await redis.StartAgainAsync(Cancellation);
        await Task.Delay(1000, Cancellation);
        await ended.CancelAsync();
        await load;

        // What was answered while Redis came and went is what a computation without it gives.
        await stack.StartSegmentationAgainAsync();
        for (var i = 0; i < answers.Count; i++)
        {
            Assert.Equal(answers[i], (await stack.DiagnoseUntilAnsweredAsync(DistributedStack.Sample(i))).Classification);
        }
    }
}
