using System.Buffers;
using CovidGrpc.Hosting.Telemetry;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;
using StackExchange.Redis;

namespace CovidGrpc.Hosting.Caching;

/// <summary>
/// Redis as a cache that may be away: each operation has a time limit, a failed one reads as «not there», and a circuit breaker
/// leaves Redis alone for a while after failures.
/// </summary>
internal sealed class BoundedRedis : IBufferDistributedCache, IDisposable
{
    private readonly RedisCache _redis;
    private readonly ResiliencePipeline _pipeline;
    private readonly ILogger _logger;

    public BoundedRedis(IOptions<FeatureCacheOptions> options, TimeProvider time, ILogger<BoundedRedis> logger)
    {
        _logger = logger;
        var settings = options.Value;
        var connection = settings.Endpoint.Configuration(time);
        connection.AbortOnConnectFail = false;
        connection.BacklogPolicy = BacklogPolicy.FailFast;
        connection.ConnectTimeout = 1000;
        connection.ReconnectRetryPolicy = new ExponentialRetry(200, 2000);
        _redis = new RedisCache(new RedisCacheOptions { ConfigurationOptions = connection });
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<Exception>(e => e is not OperationCanceledException),
                FailureRatio = 0.5,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromSeconds(5),
                BreakDuration = settings.Pause,
                OnOpened = _ =>
                {
                    CacheLog.RedisAway(logger, settings.Pause);
                    return default;
                },
                OnClosed = _ =>
                {
                    CacheLog.RedisBack(logger);
                    return default;
                },
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = settings.OperationTimeout })
            .Build();
    }

    public void Dispose() => _redis.Dispose();

    public Task<byte[]?> GetAsync(string key, CancellationToken token = default) => TryAsync(t => _redis.GetAsync(key, t), null, token);

    public async ValueTask<bool> TryGetAsync(string key, IBufferWriter<byte> destination, CancellationToken token = default)
    {
        // Through an own array: a read that lost against its time limit may still be writing.
        if (await GetAsync(key, token) is not { } value)
        {
            return false;
        }

        destination.Write(value);
        return true;
    }

    public Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        TryAsync(t => Done(_redis.SetAsync(key, value, options, t)), true, token);

    public async ValueTask SetAsync(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        await SetAsync(key, value.ToArray(), options, token);

    public Task RefreshAsync(string key, CancellationToken token = default) => TryAsync(t => Done(_redis.RefreshAsync(key, t)), true, token);

    public Task RemoveAsync(string key, CancellationToken token = default) => TryAsync(t => Done(_redis.RemoveAsync(key, t)), true, token);

    // HybridCache uses the asynchronous half alone.
    public byte[]? Get(string key) => throw new NotSupportedException();

    public bool TryGet(string key, IBufferWriter<byte> destination) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Set(string key, ReadOnlySequence<byte> value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> operation, T otherwise, CancellationToken token)
    {
        try
        {
            // WaitAsync: connecting does not heed the token.
            var answer = await _pipeline.ExecuteAsync(async t => await operation(t).WaitAsync(t), token);
            Measures.AskedRedis(answer is true ? "done" : answer is null ? "miss" : "hit");
            return answer;
        }
        catch (Exception e) when (e is RedisException or TimeoutRejectedException or BrokenCircuitException or RedisTimeoutException or ObjectDisposedException or InvalidOperationException)
        {
            CacheLog.OperationFailed(_logger, e.GetType().Name);
            Measures.AskedRedis("error");
            return otherwise;
        }
    }

    private static async Task<bool> Done(Task task)
    {
        await task;
        return true;
    }
}
