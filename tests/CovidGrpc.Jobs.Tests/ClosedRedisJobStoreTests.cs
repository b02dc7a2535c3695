using CovidGrpc.Jobs.Redis;
using CovidGrpc.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Jobs.Tests;

/// <summary>The closed stack's Redis: TLS, a password, and a user who may do no more than the store needs.</summary>
public sealed class ClosedRedisJobStoreTests(ClosedCertificates certificates) : JobStoreTests, IClassFixture<ClosedCertificates>
{
    private readonly List<RedisJobStore> _stores = [];
    private StackCertificates? _made;
    private RedisServer? _redis;

    private IOptions<JobOptions> Closed
    {
        get
        {
            var options = OptionsOf(redis: $"{_redis!.Address},user=jobs");
            (options.Value.RedisPasswordFile, options.Value.RedisCaFile) = (_made!.PathOf("pacs", "jobs-password"), _made.PathOf("pacs", "ca.crt"));
            return options;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _redis?.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task<IJobStore> OpenAsync()
    {
        _made ??= await certificates.MadeAsync();
        _redis ??= await RedisServer.StartClosedAsync(_made.PathOf("jobs"), durable: true, Cancellation);
        var store = new RedisJobStore(Closed, TimeProvider.System, NullLogger<RedisJobStore>.Instance);
        _stores.Add(store);
        return store;
    }

    protected override Task PassAsync(TimeSpan time) => RedisTime.PassAsync(Closed.Value, time, Cancellation);
}
