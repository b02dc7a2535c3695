using Microsoft.Extensions.Options;

namespace CovidGrpc.Redis;

/// <summary>Checks a section's settings of a Redis: <c>Redis</c>, <c>RedisPasswordFile</c> and <c>RedisCaFile</c>.</summary>
public static class RedisValidation
{
    /// <summary>Each setting that cannot be used is told.</summary>
    /// <param name="builder">The options.</param>
    /// <param name="section">Name of their section.</param>
    /// <param name="redis">The Redis that they name.</param>
    public static OptionsBuilder<T> ValidateRedis<T>(this OptionsBuilder<T> builder, string section, Func<T, RedisEndpoint> redis)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .Validate(options => redis(options).HasUsableConnection, $"{section}:Redis must be a connection string, as host:6379")
            .Validate(options => redis(options).HasUsablePassword, $"{section}:RedisPasswordFile must be a file of one line, the password")
            .Validate(options => redis(options).HasUsableCa, $"{section}:RedisCaFile must be a PEM file of certificates");
    }
}
