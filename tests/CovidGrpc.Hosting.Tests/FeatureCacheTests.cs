using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Hosting.Tests;

public sealed class FeatureCacheTests
{
    private static readonly byte[] Input = [1, 2, 3];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string HashKey = Convert.ToBase64String(new byte[32]);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetOrCompute_Twice_ComputesOnce()
    {
        using var host = StartCache();
        var cache = host.Services.GetRequiredService<FeatureCache>();

        var (first, missed) = await cache.GetOrComputeAsync(Key(), Input, _ => ValueTask.FromResult(Entry(1)), Cancellation);
        var (second, hit) = await cache.GetOrComputeAsync(Key(), Input, _ => ValueTask.FromResult(Entry(2)), Cancellation);

        Assert.Equal((false, true), (missed, hit));
        Assert.Equal(first, second);
        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task GetOrCompute_ByManyAtOnce_ComputesOnce()
    {
        using var host = StartCache();
        var cache = host.Services.GetRequiredService<FeatureCache>();
        var computed = 0;
        var release = new TaskCompletionSource();

        var calls = Enumerable.Range(0, 50).Select(_ => cache.GetOrComputeAsync(Key(), Input, async _ =>
        {
            Interlocked.Increment(ref computed);
            await release.Task;
            return Entry(7);
        }, Cancellation).AsTask()).ToArray();
        release.SetResult();
        var answers = await Task.WhenAll(calls);

        Assert.Equal(1, computed);
        Assert.All(answers, answer => Assert.Equal(Entry(7), answer.Value));
        Assert.Single(answers, answer => !answer.Hit);
    }

    [Fact]
    public async Task GetOrCompute_LastWaiterGone_CancelsTheComputation()
    {
        using var host = StartCache();
        var cache = host.Services.GetRequiredService<FeatureCache>();
        using var caller = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();

        var call = cache.GetOrComputeAsync<SegmentResponse>(Key(), Input, async token =>
        {
            started.SetResult();
            token.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("not reached");
        }, caller.Token).AsTask();
        await started.Task;
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    [Fact]
    public async Task GetOrCompute_OtherKeyOrInput_IsAnotherEntry()
    {
        using var host = StartCache();
        var cache = host.Services.GetRequiredService<FeatureCache>();
        FeatureKey[] keys =
        [
            Key(), Key() with { Stage = "b" }, Key() with { Schema = 2 }, Key() with { ModelDigest = "b" },
            Key() with { Precision = "b" }, Key() with { BatchNormMode = "b" }, Key() with { Parameters = "b" },
        ];

        for (var i = 0; i < keys.Length; i++)
        {
            var (_, hit) = await cache.GetOrComputeAsync(keys[i], Input, _ => ValueTask.FromResult(Entry((uint)i)), Cancellation);
            Assert.False(hit, keys[i].ToString());
        }

        var (_, otherInput) = await cache.GetOrComputeAsync(Key(), new byte[] { 9 }, _ => ValueTask.FromResult(Entry(9)), Cancellation);
        Assert.False(otherInput);
    }

    [Fact]
    public async Task GetOrCompute_LargerThanThePayload_IsAnsweredUncached()
    {
        using var host = StartCache(("Cache:MaximumPayloadBytes", "2048"));
        var cache = host.Services.GetRequiredService<FeatureCache>();
        var large = new SegmentResponse { Warnings = { new Warning { Message = new string('x', 4096) } } };

        for (var i = 0; i < 2; i++)
        {
            var (value, hit) = await cache.GetOrComputeAsync(Key(), Input, _ => ValueTask.FromResult(large), Cancellation);
            Assert.False(hit, $"call {i}");
            Assert.Equal(large, value);
            Assert.NotSame(large, value);
        }
    }

    [Fact]
    public async Task GetOrCompute_OtherProcessWithTheSameRedis_FindsTheEntry()
    {
        using var redis = await RedisServer.StartAsync(Cancellation);
        (string, string)[] patient = [("Cache:Redis", redis.Address), ("Cache:OperationTimeout", "00:00:05")];
        using var one = StartCache([.. patient, ("Cache:HashKey", HashKey)]);
        using var other = StartCache([.. patient, ("Cache:HashKey", HashKey)]);
        using var stranger = StartCache([.. patient, ("Cache:HashKey", Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray()))]);

        await WaitUntilSharedAsync(one, other);

        await one.Services.GetRequiredService<FeatureCache>().GetOrComputeAsync(Key(), Input, _ => ValueTask.FromResult(Entry(1)), Cancellation);
        await WaitUntilKeptAsync(redis);
        var (found, hit) = await other.Services.GetRequiredService<FeatureCache>().GetOrComputeAsync(Key(), Input, _ => ValueTask.FromResult(Entry(2)), Cancellation);
        var (_, hitByStranger) = await stranger.Services.GetRequiredService<FeatureCache>().GetOrComputeAsync(Key(), Input, _ => ValueTask.FromResult(Entry(3)), Cancellation);

        Assert.Equal((true, Entry(1)), (hit, found));
        Assert.False(hitByStranger, "another key of the hash finds nothing");
    }

    [Fact]
    public async Task GetOrCompute_ClosedRedis_IsSharedAsAnOpenOneIs()
    {
        using var made = await StackCertificates.MakeAsync();
        using var redis = await RedisServer.StartClosedAsync(made.PathOf("cache"), durable: false, Cancellation);
        (string, string)[] settings =
        [
            ("Cache:Redis", $"{redis.Address},user=cache"), ("Cache:RedisPasswordFile", made.PathOf("segmentation", "cache-password")),
            ("Cache:RedisCaFile", made.PathOf("segmentation", "ca.crt")), ("Cache:HashKey", HashKey), ("Cache:OperationTimeout", "00:00:05"),
        ];
        using var one = StartCache(settings);
        using var other = StartCache(settings);

        await WaitUntilSharedAsync(one, other);
    }

    [Fact]
    public async Task GetOrCompute_RedisStoppedAndStartedUnderLoad_NeverFailsAndUsesItAgain()
    {
        using var redis = await RedisServer.StartAsync(Cancellation);
        (string, string)[] settings = [("Cache:Redis", redis.Address), ("Cache:HashKey", HashKey), ("Cache:Pause", "00:00:00.5"), ("Cache:OperationTimeout", "00:00:05")];
        using var host = StartCache(settings);
        using var other = StartCache(settings);
        var cache = host.Services.GetRequiredService<FeatureCache>();
        await WaitUntilSharedAsync(host, other);

        using var ended = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            uint calls = 0;
            for (; !ended.IsCancellationRequested; calls++)
            {
                var number = calls;
                var (value, _) = await cache.GetOrComputeAsync(Key() with { Parameters = $"{number}" }, Input, _ => ValueTask.FromResult(Entry(number)), Cancellation);
                Assert.Equal(number, value.Sequence.DistinctRois);
                await Task.Delay(1, Cancellation);
            }

            return calls;
        }, Cancellation);

        await Task.Delay(300, Cancellation);
        redis.Stop();
        await Task.Delay(1500, Cancellation);
        await redis.StartAgainAsync(Cancellation);
        await WaitUntilSharedAsync(host, other);
        await ended.CancelAsync();

        Assert.True(await load > 0);
    }

    [Fact]
    public async Task GetOrCompute_RedisFrozen_WaitsForTheOperationTimeoutAndNoLonger()
    {
        using var redis = await RedisServer.StartAsync(Cancellation);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var host = StartCache(time, ("Cache:Redis", redis.Address), ("Cache:HashKey", HashKey), ("Cache:OperationTimeout", "00:00:00.04"));
        var cache = host.Services.GetRequiredService<FeatureCache>();
        using (var one = StartCache(("Cache:Redis", redis.Address), ("Cache:HashKey", HashKey), ("Cache:OperationTimeout", "00:00:05")))
        {
            var shared = WaitUntilSharedAsync(one, host);
            while (!shared.IsCompleted)
            {
                // Who asks before it is connected leaves Redis alone for a while.
                time.Advance(TimeSpan.FromSeconds(2));
                await Task.WhenAny(shared, Task.Delay(500, Cancellation));
            }

            await shared;
        }

        redis.Freeze();

        var call = cache.GetOrComputeAsync(Key(), Input, _ => ValueTask.FromResult(Entry(7)), Cancellation).AsTask();
        time.Advance(TimeSpan.FromMilliseconds(39));
        Assert.NotSame(call, await Task.WhenAny(call, Task.Delay(200, Cancellation)));
        time.Advance(TimeSpan.FromMilliseconds(2));

        var (value, hit) = await call.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal((Entry(7), false), (value, hit));
    }

    [Fact]
    public async Task Start_WithWrongSettings_TellsAllErrorsAtOnce()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration["Cache:Redis"] = "127.0.0.1:1,bogus=1";
        builder.Configuration["Cache:MaximumPayloadBytes"] = "1";
        builder.Configuration["Cache:Expiration"] = "00:00:00";
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddFeatureCache();
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("Cache:Redis must", exception.Message, StringComparison.Ordinal);
        Assert.Contains("HashKey", exception.Message, StringComparison.Ordinal);
        Assert.Contains("MaximumPayloadBytes", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Expiration", exception.Message, StringComparison.Ordinal);
    }

    private static FeatureKey Key() => new("a", 1, "a", "a", "a", "a");

    private static SegmentResponse Entry(uint number) => new() { Sequence = new RoiSequence { DistinctRois = number } };

    private static IHost StartCache(params (string Key, string Value)[] settings) => StartCache(TimeProvider.System, settings);

    private static IHost StartCache(TimeProvider time, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.Services.AddSingleton(time);
        builder.AddFeatureCache();
        return builder.Build();
    }

    // Fresh entries until one is found: the first operations connect, and fail where that takes longer than they wait.
    private static async Task WaitUntilSharedAsync(IHost one, IHost other)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        for (var hit = false; !hit;)
        {
            var key = Key() with { Stage = $"{Guid.NewGuid()}" };
            await one.Services.GetRequiredService<FeatureCache>().GetOrComputeAsync(key, Input, _ => ValueTask.FromResult(Entry(1)), limit.Token);
            // It is written behind the answer.
            await Task.Delay(50, limit.Token);
            (_, hit) = await other.Services.GetRequiredService<FeatureCache>().GetOrComputeAsync(key, Input, _ => ValueTask.FromResult(Entry(1)), limit.Token);
        }
    }

    private static async Task WaitUntilKeptAsync(RedisServer redis)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while ((await redis.CallAsync("keys", $"covidgrpc:{Key().Stage}:*")).Length == 0)
        {
            await Task.Delay(20, limit.Token);
        }
    }
}
