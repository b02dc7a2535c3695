using CovidGrpc.Jobs.Redis;
using CovidGrpc.Jobs.Sqlite;
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
            ("Lease", "00:00:00.1"), ("RetryDelay", "00:30:00")));

        Assert.Equal(7, refused.Failures.Count());
        foreach (var setting in (string[])["Jobs:Redis", "Jobs:File", "MostTries", "Workers", "Lease", "Jobs:LongestRetryDelay"])
        {
            Assert.Contains(refused.Failures, failure => failure.Contains(setting, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Store_OfSettings_IsRedisWhereOneIsNamedAndAFileOtherwise()
    {
        await using var redis = await StartAsync(("Redis", "127.0.0.1:1"));
        await using var file = await StartAsync();

        Assert.IsType<RedisJobStore>(redis.Store);
        Assert.IsType<SqliteJobStore>(file.Store);
    }

    private static Task<JobHost> StartAsync(params (string, string)[] settings) =>
        JobHost.StartAsync((_, _, _) => throw new InvalidOperationException("not reached"), [.. settings, ("Workers", "0")]);
}
