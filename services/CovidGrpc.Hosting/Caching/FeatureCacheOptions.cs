using System.ComponentModel.DataAnnotations;
using CovidGrpc.Redis;

namespace CovidGrpc.Hosting.Caching;

/// <summary>Settings of the feature cache. Configuration section <c>Cache</c>.</summary>
public sealed class FeatureCacheOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Cache";

    /// <summary>StackExchange.Redis connection string of the cache's Redis. Memory alone when empty.</summary>
    public string Redis { get; set; } = "";

    /// <summary>File of one line, the password of that Redis; read anew for each connection. Empty: none, or that of the connection string.</summary>
    public string RedisPasswordFile { get; set; } = "";

    /// <summary>PEM file of the authorities of that Redis's certificate; asks for TLS.</summary>
    public string RedisCaFile { get; set; } = "";

    /// <summary>
    /// Secret that keys the hash of what was computed from, base64, at least 32 bytes. Hosts that share a Redis share it. Without
    /// a Redis it may be empty: each process then makes its own.
    /// </summary>
    public string HashKey { get; set; } = "";

    /// <summary>Largest entry in bytes; what is larger is answered uncached. Default 1 MiB.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaximumPayloadBytes { get; set; } = 1024 * 1024;

    /// <summary>Memory for entries in this process, in bytes. Default 256 MiB.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MemoryBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>How long an entry is kept. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "365.00:00:00")]
    public TimeSpan Expiration { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Longest wait for one operation of Redis; an answer waits for one read at most. Default 40 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:05")]
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMilliseconds(40);

    /// <summary>How long Redis is left alone after it failed. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The Redis, if there is one.</summary>
    internal RedisEndpoint Endpoint => new(Redis, RedisPasswordFile, RedisCaFile);

    /// <summary>Whether <see cref="HashKey"/> is empty or a key.</summary>
    internal bool HasUsableHashKey
    {
        get
        {
            var bytes = new byte[HashKey.Length];
            return HashKey.Length == 0 || (Convert.TryFromBase64String(HashKey, bytes, out var length) && length >= 32);
        }
    }
}
