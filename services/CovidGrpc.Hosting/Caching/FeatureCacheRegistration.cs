using CovidGrpc.Redis;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CovidGrpc.Hosting.Caching;

/// <summary>Registration of the feature cache.</summary>
public static class FeatureCacheRegistration
{
    /// <summary>Adds <see cref="FeatureCache"/>, with Redis behind it where section <c>Cache</c> names one.</summary>
    public static IHostApplicationBuilder AddFeatureCache(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(FeatureCacheOptions.Section);
        var settings = section.Get<FeatureCacheOptions>() ?? new FeatureCacheOptions();
        builder.Services.AddOptions<FeatureCacheOptions>()
            .Bind(section)
            .ValidateDataAnnotations()
            .ValidateRedis(FeatureCacheOptions.Section, cache => cache.Endpoint)
            .Validate(cache => cache.HasUsableHashKey, "Cache:HashKey must be base64 of at least 32 bytes")
            .Validate(cache => !cache.Endpoint.IsThere || cache.HashKey.Length > 0, "Cache:HashKey is required with a Redis: hosts find each other's entries by it")
            .ValidateOnStart();
        builder.Services.Configure<MemoryCacheOptions>(memory => memory.SizeLimit = settings.MemoryBytes);
        builder.Services.AddHybridCache(hybrid =>
        {
            hybrid.MaximumPayloadBytes = settings.MaximumPayloadBytes;
            hybrid.DefaultEntryOptions = new HybridCacheEntryOptions { Expiration = settings.Expiration, LocalCacheExpiration = settings.Expiration };
        }).AddSerializerFactory<ProtobufSerializers>();
        if (settings.Endpoint.IsThere)
        {
            builder.Services.AddSingleton<IDistributedCache, BoundedRedis>();
            builder.Services.AddHostedService<RedisConnection>();
        }

        builder.Services.AddSingleton<FeatureCache>();
        return builder;
    }
}
