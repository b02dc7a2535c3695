using System.Globalization;
using CovidGrpc.Testing;
using StackExchange.Redis;

namespace CovidGrpc.Redis.Tests;

/// <summary>The cache's Redis as the closed stack runs it: TLS alone, and users of <c>deploy/make-certificates</c>.</summary>
public sealed class RedisEndpointTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private StackCertificates _made = null!;
    private RedisServer _redis = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private RedisEndpoint Endpoint => new($"{_redis.Address},user=cache", _made.PathOf("gateway", "cache-password"), _made.PathOf("gateway", "ca.crt"));

    public async ValueTask InitializeAsync()
    {
        _made = await StackCertificates.MakeAsync();
        _redis = await RedisServer.StartClosedAsync(_made.PathOf("cache"), durable: false, Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _redis?.Dispose();
        _made?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Configuration_OfPasswordAndAuthority_ReadsAndWrites()
    {
        await using var redis = await ConnectAsync(Endpoint, Patience);

        await redis.GetDatabase().StringSetAsync("key", "value");

        Assert.Equal("value", await redis.GetDatabase().StringGetAsync("key"));
    }

    [Theory]
    [InlineData("without a password")]
    [InlineData("another password")]
    [InlineData("without TLS")]
    [InlineData("another authority")]
    [InlineData("the user that has no password")]
    public async Task Configuration_LackingSomething_ReachesNothing(string lack)
    {
        using var others = await StackCertificates.MakeAsync();
        var endpoint = lack switch
        {
            "without a password" => Endpoint with { PasswordFile = "" },
            "another password" => Endpoint with { PasswordFile = _made.PathOf("gateway", "jobs-password") },
            "without TLS" => Endpoint with { CaFile = "" },
            "another authority" => Endpoint with { CaFile = others.Authority },
            _ => Endpoint with { Connection = $"{_redis.Address},user=health,password=any", PasswordFile = "" },
        };

        await Assert.ThrowsAnyAsync<RedisException>(async () =>
        {
            await using var redis = await ConnectAsync(endpoint, TimeSpan.FromSeconds(3));
            await redis.GetDatabase().StringGetAsync("key");
        });
    }

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("CONFIG", "SET", "maxmemory", "1")]
    [InlineData("KEYS", "*")]
    [InlineData("SHUTDOWN")]
    [InlineData("ACL", "LIST")]
    public async Task Execute_WhatNoCallerNeeds_IsRefused(string command, params string[] arguments)
    {
        await using var redis = await ConnectAsync(Endpoint, Patience);

        var refused = await Assert.ThrowsAnyAsync<RedisException>(() => redis.GetDatabase().ExecuteAsync(command, [.. arguments]));

        Assert.Contains("NOPERM", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_PasswordReplaced_NextConnectionHasTheNewOne()
    {
        var options = Endpoint.Configuration(TimeProvider.System);
        (options.AbortOnConnectFail, options.ReconnectRetryPolicy) = (false, new LinearRetry(100));
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        await AnswersAsync(redis);

        _redis.Stop();
        File.Delete(_made.PathOf("authority", "cache-password"));
        await _made.RenewAsync();
        await _redis.StartAgainAsync(Cancellation);

        await AnswersAsync(redis);
    }

    [Fact]
    public void Endpoint_UnusableSettings_TellsWhich()
    {
        var missing = string.Create(CultureInfo.InvariantCulture, $"/nowhere/{Guid.NewGuid()}");

        Assert.True(Endpoint is { IsThere: true, HasUsableConnection: true, HasUsablePassword: true, HasUsableCa: true });
        Assert.True(new RedisEndpoint("") is { IsThere: false, HasUsableConnection: true, HasUsablePassword: true, HasUsableCa: true });
        Assert.False((Endpoint with { Connection = "127.0.0.1:1,bogus=1" }).HasUsableConnection);
        Assert.False((Endpoint with { PasswordFile = missing }).HasUsablePassword);
        Assert.False((Endpoint with { CaFile = _made.PathOf("gateway", "cache-password") }).HasUsableCa);
    }

    private static async Task AnswersAsync(ConnectionMultiplexer redis)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await redis.GetDatabase().PingAsync();
                return;
            }
            catch (RedisException)
            {
                await Task.Delay(100, limit.Token);
            }
        }
    }

    private static async Task<ConnectionMultiplexer> ConnectAsync(RedisEndpoint endpoint, TimeSpan patience)
    {
        var options = endpoint.Configuration(TimeProvider.System);
        // What the client would refuse of itself, the server is to refuse.
        (options.ConnectTimeout, options.ConnectRetry, options.AllowAdmin) = ((int)patience.TotalMilliseconds, 1, true);
        return await ConnectionMultiplexer.ConnectAsync(options);
    }
}
