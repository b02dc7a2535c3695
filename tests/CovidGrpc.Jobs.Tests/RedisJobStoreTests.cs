using CovidGrpc.Jobs.Redis;
using CovidGrpc.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Jobs.Tests;

public sealed class RedisJobStoreTests : JobStoreTests
{
    private const string Stream = "{covid-jobs}:queue:uploads";

    private readonly List<RedisJobStore> _stores = [];
    private RedisServer? _redis;

    private RedisServer Redis => _redis!;

    private RedisJobStore Store => _stores[0];

    public override async ValueTask DisposeAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        _redis?.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task DeadLetters_OfAQueue_NameJobAndReasonUntilTheReplay()
    {
        await SubmitAsync("a");
        await Store.FailAsync(await TakeAsync(), new JobError(3, "NOT_CT", "No CT."), null, Cancellation);

        Assert.Contains("id\na\nreason\nNOT_CT", await Redis.CallAsync("xrange", "{covid-jobs}:dead:uploads", "-", "+"), StringComparison.Ordinal);
        await Store.ReplayAsync("a", Cancellation);
        Assert.Equal("0", await Redis.CallAsync("xlen", "{covid-jobs}:dead:uploads"));
    }

    [Fact]
    public async Task Stream_OfAQueue_HoldsReferencesUntilTheirJobsEnd()
    {
        await SubmitAsync("a", 42);
        Assert.EndsWith("id\na", await Redis.CallAsync("xrange", Stream, "-", "+"), StringComparison.Ordinal);
        var lease = await TakeAsync();
        Assert.StartsWith("1\n", await Redis.CallAsync("xpending", Stream, "workers"), StringComparison.Ordinal);

        await Store.CompleteAsync(lease, default, Cancellation);

        Assert.Equal("0", await Redis.CallAsync("xlen", Stream));
        Assert.StartsWith("0", await Redis.CallAsync("xpending", Stream, "workers"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_AfterRetention_AreGone()
    {
        await SubmitAsync("a");
        await Store.CompleteAsync(await TakeAsync(), default, Cancellation);
        await SubmitAsync("b");
        await Store.FailAsync(await TakeAsync(), new JobError(13, "INTERNAL", "?"), null, Cancellation);
        await PassAsync(Options.Retention + TimeSpan.FromSeconds(0.2));

        Assert.Null(await Store.TakeAsync("uploads", Cancellation));

        var keys = (await Redis.CallAsync("keys", "*")).Split('\n').Order();
        Assert.Equal(["{covid-jobs}:dead:uploads", "{covid-jobs}:number", Stream], keys);
    }

    [Theory]
    [InlineData("xgroup", "destroy", Stream, "workers")]
    [InlineData("xtrim", Stream, "maxlen", "0")]
    [InlineData("del", Stream)]
    public async Task Stream_DamagedByOthers_LosesNoJobAndLendsNoneTwice(params string[] damage)
    {
        await SubmitAsync("running");
        await SubmitAsync("waiting");
        await SubmitAsync("new");
        var running = await TakeAsync();
        await Store.FailAsync(await TakeAsync(), new JobError(14, "AWAY", "Away."), TimeSpan.FromMilliseconds(1), Cancellation);

        Assert.Equal(damage[0] == "xtrim" ? "3" : "1", await Redis.CallAsync(damage));
        await Task.Delay(20, Cancellation);

        var leases = new[] { await TakeAsync(), await TakeAsync() };
        Assert.Equal(["new", "waiting"], leases.Select(lease => lease.Job.Id).Order());
        Assert.Null(await Store.TakeAsync("uploads", Cancellation));
        foreach (var lease in leases.Append(running))
        {
            Assert.True(await Store.RenewAsync(lease, 1, 2, Cancellation));
            Assert.True(await Store.CompleteAsync(lease, default, Cancellation));
        }

        Assert.Equal("0", await Redis.CallAsync("xlen", Stream));
    }

    [Fact]
    public async Task Redis_Flushed_TakesNewJobs()
    {
        await SubmitAsync("a");
        await TakeAsync();
        await Redis.CallAsync("flushall");
        await Redis.CallAsync("script", "flush");

        Assert.Null(await Store.TakeAsync("uploads", Cancellation));
        await SubmitAsync("a", 2);
        Assert.Equal("a", (await TakeAsync()).Job.Id);
    }

    [Fact]
    public async Task Redis_Killed_IsUnavailableInBoundedTimeAndGoesOnAfterItsRestart()
    {
        await SubmitAsync("a");
        var lease = await TakeAsync();
        await SubmitAsync("b");
        Redis.Stop();

        await AssertUnavailableAsync(() => SubmitAsync("c"));
        await AssertUnavailableAsync(() => Store.RenewAsync(lease, 0, 0, Cancellation));
        // A first connection to nobody may be waited for.
        var late = Open(TimeProvider.System, longestWait: TimeSpan.FromSeconds(2));
        await AssertUnavailableAsync(() => late.FindAsync("a", Cancellation));

        await Redis.StartAgainAsync(Cancellation);
        await AvailableAsync(Store);
        Assert.True(await Store.CompleteAsync(lease, new byte[] { 1 }, Cancellation));
        Assert.Equal("b", (await TakeAsync()).Job.Id);
        Assert.Null(await Store.FindAsync("c", Cancellation));
        await AvailableAsync(late);
    }

    [Fact]
    public async Task Redis_ThatDoesNotAnswer_IsUnavailableInBoundedTime()
    {
        await SubmitAsync("a");
        var time = new FakeTimeProvider();
        var store = Open(time);
        await AvailableAsync(store);
        Redis.Freeze();
        await AssertUnavailableAsync(() =>
        {
            var take = store.TakeAsync("uploads", Cancellation);
            Assert.False(take.IsCompleted);
            time.Advance(Options.OperationTimeout);
            return take;
        });
        Redis.Thaw();
        await AvailableAsync(store);

        // The take may have happened all the same; its lease then lapses.
        await PassAsync(Options.Lease + TimeSpan.FromSeconds(0.1));
        Assert.Equal("a", (await TakeAsync()).Job.Id);
    }

    [Fact]
    public async Task Redis_WithoutMemory_RefusesNewJobsAndLetsOthersEnd()
    {
        await SubmitAsync("a");
        await SubmitAsync("b");
        var lease = await TakeAsync();
        await Redis.CallAsync("config", "set", "maxmemory", "1");

        await AssertUnavailableAsync(() => SubmitAsync("c"));
        Assert.True(await Store.RenewAsync(lease, 1, 2, Cancellation));
        Assert.True(await Store.CompleteAsync(lease, new byte[100], Cancellation));
        Assert.Equal("b", (await TakeAsync()).Job.Id);
        Assert.Equal(2, (await Store.ListAsync(null, 10, null, Cancellation)).Jobs.Count);

        await Redis.CallAsync("config", "set", "maxmemory", "0");
        await SubmitAsync("c");
    }

    [Fact]
    public async Task Redis_ThatCannotSave_IsUnavailable()
    {
        await SubmitAsync("a");
        Directory.CreateDirectory(Redis.DumpFile);
        await Redis.CallAsync("config", "set", "save", "3600 1");
        await Redis.CallAsync("bgsave");
        while (!(await Redis.CallAsync("info", "persistence")).Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal))
        {
            await Task.Delay(20, Cancellation);
        }

        await AssertUnavailableAsync(() => SubmitAsync("b"));
        await AssertUnavailableAsync(() => Store.TakeAsync("uploads", Cancellation));

        await Redis.CallAsync("config", "set", "save", "");
        Assert.Equal((1, "a"), (await TakeAsync()) is var lease ? (lease.Job.Tries, lease.Job.Id) : default);
    }

    [Fact]
    public async Task Redis_TurnedIntoAReplica_IsUnavailable()
    {
        await SubmitAsync("a");
        await Redis.CallAsync("replicaof", "127.0.0.1", "1");

        await AssertUnavailableAsync(() => SubmitAsync("b"));
        await AssertUnavailableAsync(() => Store.TakeAsync("uploads", Cancellation));

        await Redis.CallAsync("replicaof", "no", "one");
        await AvailableAsync(Store);
        Assert.Equal("a", (await TakeAsync()).Job.Id);
    }

    protected override async Task<IJobStore> OpenAsync()
    {
        _redis ??= await RedisServer.StartDurableAsync(Cancellation);
        return Open(TimeProvider.System);
    }

    protected override Task PassAsync(TimeSpan time) => RedisTime.PassAsync(OptionsOf(redis: Redis.Address).Value, time, Cancellation);

    private RedisJobStore Open(TimeProvider time, TimeSpan? longestWait = null)
    {
        var store = new RedisJobStore(OptionsOf(redis: Redis.Address, longestWait: longestWait), time, NullLogger<RedisJobStore>.Instance);
        _stores.Add(store);
        return store;
    }

    // Told long before an operation's time is over by the machine's clock.
    private static async Task AssertUnavailableAsync(Func<Task> operation) =>
        await Assert.ThrowsAsync<JobsUnavailableException>(() => operation().WaitAsync(Options.OperationTimeout / 2, Cancellation));

    private static async Task AvailableAsync(RedisJobStore store)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            try
            {
                await store.ListAsync(null, 1, null, limit.Token);
                return;
            }
            catch (JobsUnavailableException)
            {
                await Task.Delay(50, limit.Token);
            }
        }
    }
}
