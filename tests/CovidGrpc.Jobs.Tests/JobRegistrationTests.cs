using CovidGrpc.Jobs.Redis;
using CovidGrpc.Jobs.Sqlite;
using CovidGrpc.Testing;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Jobs.Tests;

public sealed class JobRegistrationTests
{
    [Fact]
    public async Task Start_WithUnusableSettings_TellsThemAll()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => JobHost.StartAsync(
            (_, _, _) => throw new InvalidOperationException("not reached"),
            ("Redis", "host:6379,abortConnect=perhaps"), ("File", Path.GetTempPath()), ("MostTries", "0"), ("Workers", "65"),
            ("Lease", "00:00:00.1"), ("OperationTimeout", "00:00:00"), ("RetryDelay", "00:30:00")));

        Assert.Equal(8, refused.Failures.Count());
        foreach (var setting in (string[])["Jobs:Redis", "Jobs:File", "MostTries", "Workers", "Lease", "OperationTimeout", "Jobs:LongestRetryDelay"])
        {
            Assert.Contains(refused.Failures, failure => failure.Contains(setting, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Store_OfSettings_IsRedisWhereOneIsNamedAndAFileOtherwise()
    {
        await using var redis = await StartAsync(("Redis", "127.0.0.1:1"), ("OperationTimeout", "00:00:00.1"));
        await using var file = await StartAsync();

        Assert.IsType<RedisJobStore>(redis.Store);
        Assert.IsType<SqliteJobStore>(file.Store);
    }

    [Fact]
    public async Task Redis_ThatMayLoseJobs_IsToldInTheLog()
    {
        using var redis = await RedisServer.StartAsync(TestContext.Current.CancellationToken);
        using var durable = await RedisServer.StartDurableAsync(TestContext.Current.CancellationToken);
        await redis.CallAsync("config", "set", "maxmemory-policy", "allkeys-lru");
        await redis.CallAsync("config", "set", "appendfsync", "everysec");
        await using var host = await StartAsync(("Redis", redis.Address));
        await using var other = await StartAsync(("Redis", durable.Address));

        await host.SubmitAsync("a");
        await other.SubmitAsync("a");

        foreach (var setting in (string[])["appendonly yes", "maxmemory-policy noeviction", "appendfsync always"])
        {
            await host.Log.WaitForAsync($"it needs {setting}", 1, TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, other.Log.CountOf("may lose jobs"));
    }

    private static Task<JobHost> StartAsync(params (string, string)[] settings) =>
        JobHost.StartAsync((_, _, _) => throw new InvalidOperationException("not reached"), [.. settings, ("Workers", "0")]);
}
