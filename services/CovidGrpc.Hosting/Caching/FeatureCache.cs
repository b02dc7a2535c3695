using System.Diagnostics;
using System.Security.Cryptography;
using CovidGrpc.Hosting.Telemetry;
using Google.Protobuf;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Caching;

/// <summary>
/// Answers of expensive stages: in memory first, Redis behind it where configured, one computation per key per process. Redis
/// away costs time up to one operation timeout, never an answer: writes go on behind the answer.
/// </summary>
public sealed class FeatureCache(HybridCache cache, IOptions<FeatureCacheOptions> options)
{
    private readonly byte[] _hashKey = options.Value.HashKey is { Length: > 0 } key ? Convert.FromBase64String(key) : RandomNumberGenerator.GetBytes(32);

    /// <summary>
    /// The answer for a key and an input, and whether it was there already. <paramref name="compute"/> runs once for all callers
    /// that wait for the same answer, and is cancelled when the last of them gives up.
    /// </summary>
    public async ValueTask<(T Value, bool Hit)> GetOrComputeAsync<T>(
        FeatureKey key, ReadOnlyMemory<byte> input, Func<CancellationToken, ValueTask<T>> compute, CancellationToken cancellationToken)
        where T : class, IMessage<T>
    {
        using var span = Spans.Start("cache");
        var trace = Activity.Current;
        var hit = true;
        var text = key.ToText(input.Span, _hashKey);
        var value = await cache.GetOrCreateAsync(
            text,
            token =>
            {
                hit = false;
                // The cache computes in the background, where the trace of its caller is not known.
                Activity.Current = trace;
                return compute(token);
            },
            cancellationToken: cancellationToken);
        Measures.LookedUp(key.Stage, hit);
        span?.SetTag("covidgrpc.cache.hit", hit);
        if (value.CalculateSize() <= options.Value.MaximumPayloadBytes)
        {
            return (value, hit);
        }

        // HybridCache keeps what it could not serialise as the object itself, shared by all callers.
        await cache.RemoveAsync(text, cancellationToken);
        return (value.Clone(), hit);
    }
}
