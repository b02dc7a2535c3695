using Microsoft.Extensions.Options;

namespace CovidGrpc.Jobs.Tests;

/// <summary>What both stores do alike.</summary>
public abstract class JobStoreTests : IAsyncLifetime
{
    private const string Queue = "uploads";

    private static readonly JobError Reason = new(14, "PACS_AWAY", "The PACS does not answer.");

    private IJobStore _store = null!;
    private IJobStore _other = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Options of the stores; only <see cref="PassAsync"/> lets so much time pass.</summary>
    protected static JobOptions Options { get; } = OptionsOf().Value;

    /// <summary>Opens the store once more, as another process does.</summary>
    protected abstract Task<IJobStore> OpenAsync();

    /// <summary>Lets time pass for the store.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync();
        _other = await OpenAsync();
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Submit_Twice_AnswersTheFirst()
    {
        var first = await SubmitAsync("a", 1, 2, 3);
        var second = await _other.SubmitAsync(new NewJob("a", Queue, new byte[] { 1, 2, 3 }), Cancellation);

        Assert.Equal((JobState.Pending, 0, Queue), (first.State, first.Tries, first.Queue));
        Assert.Equal((first.Id, first.Created, first.Changed), (second.Id, second.Created, second.Changed));
        Assert.Equal([1, 2, 3], second.Payload.ToArray());
        Assert.NotNull(await TakeAsync());
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
    }

    [Theory]
    [InlineData(Queue, 2)]
    [InlineData("studies", 1)]
    public async Task Submit_SameIdForOtherWork_IsAConflict(string queue, byte payload)
    {
        await SubmitAsync("a", 1);

        await Assert.ThrowsAsync<JobConflictException>(() => _store.SubmitAsync(new NewJob("a", queue, new[] { payload }), Cancellation));
        Assert.Equal([1], (await FindAsync("a")).Payload.ToArray());
    }

    [Theory]
    [InlineData("", Queue, 0)]
    [InlineData("A", Queue, 0)]
    [InlineData("a_b", Queue, 0)]
    [InlineData("a", "no queue", 0)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", Queue, 0)]
    [InlineData("a", Queue, 65537)]
    public async Task Submit_NotAsTold_IsRefused(string id, string queue, int size)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.SubmitAsync(new NewJob(id, queue, new byte[size]), Cancellation));
        Assert.Empty((await _store.ListAsync(null, 10, null, Cancellation)).Jobs);
    }

    [Fact]
    public async Task Find_OfNoJob_IsNull()
    {
        Assert.Null(await _store.FindAsync("none", Cancellation));
        Assert.Null(await _store.FindAsync("' or 1 = 1 --", Cancellation));
        Assert.Null(await _store.CancelAsync("none", Cancellation));
        Assert.Null(await _store.ReplayAsync("none", Cancellation));
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
    }

    [Fact]
    public async Task Take_OfAQueue_GivesItsJobsInTheirOrderOnceEach()
    {
        await SubmitAsync("a");
        await _store.SubmitAsync(new NewJob("elsewhere", "studies", default), Cancellation);
        await SubmitAsync("b");

        var first = await TakeAsync();
        var second = await _other.TakeAsync(Queue, Cancellation);

        Assert.Equal(("a", JobState.Running, 1), (first.Job.Id, first.Job.State, first.Job.Tries));
        Assert.Equal("b", second!.Job.Id);
        Assert.NotEqual(first.Token, second.Token);
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
        Assert.Equal("elsewhere", (await _store.TakeAsync("studies", Cancellation))!.Job.Id);
    }

    [Fact]
    public async Task Complete_OfALease_KeepsTheResultAndTellsItAgain()
    {
        await SubmitAsync("a");
        var lease = await TakeAsync();
        Assert.True(await _store.RenewAsync(lease, 3, uint.MaxValue, Cancellation));

        Assert.True(await _store.CompleteAsync(lease, new byte[] { 7, 0, 255 }, Cancellation));
        Assert.True(await _other.CompleteAsync(lease, new byte[] { 7, 0, 255 }, Cancellation), "the first answer may have been lost");
        Assert.False(await _store.FailAsync(lease, Reason, null, Cancellation));
        Assert.False(await _store.RenewAsync(lease, 4, 5, Cancellation));

        var job = await FindAsync("a");
        Assert.Equal((JobState.Succeeded, 3u, uint.MaxValue, null), (job.State, job.Done, job.Total, job.Error));
        Assert.Equal([7, 0, 255], job.Result.ToArray());
        await PassAsync(Options.Lease);
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
    }

    [Fact]
    public async Task Fail_WithADelay_IsTriedAgainWhenItIsDueBeforeNewJobs()
    {
        await SubmitAsync("a");
        var lease = await TakeAsync();
        Assert.True(await _store.FailAsync(lease, Reason, TimeSpan.FromMinutes(30), Cancellation));
        Assert.True(await _store.FailAsync(lease, Reason, TimeSpan.FromMinutes(30), Cancellation));

        var waiting = await FindAsync("a");
        Assert.Equal((JobState.Pending, 1, Reason), (waiting.State, waiting.Tries, waiting.Error));
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
        await SubmitAsync("b");
        await PassAsync(TimeSpan.FromMinutes(31));
        var again = await TakeAsync();
        Assert.Equal(("a", 2), (again.Job.Id, again.Job.Tries));
        Assert.Equal("b", (await TakeAsync()).Job.Id);
        Assert.False(await _store.CompleteAsync(lease, default, Cancellation));
        Assert.True(await _store.CompleteAsync(again, default, Cancellation));
        Assert.Null((await FindAsync("a")).Error);
    }

    [Fact]
    public async Task Fail_WithADelayLongerThanALease_IsNotTakenForALostWorker()
    {
        await SubmitAsync("a");
        await _store.FailAsync(await TakeAsync(), Reason, Options.Lease * 2, Cancellation);

        await PassAsync(Options.Lease);
        await PassAsync(TimeSpan.FromSeconds(0.1));

        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
        Assert.Equal((JobState.Pending, 1), (await FindAsync("a")) is var job ? (job.State, job.Tries) : default);
    }

    [Fact]
    public async Task Fail_WithoutADelay_SetsAsideWithItsReasonUntilAReplay()
    {
        await SubmitAsync("a", 5);
        Assert.True(await _store.FailAsync(await TakeAsync(), Reason, null, Cancellation));

        Assert.Equal((JobState.Failed, Reason), (await FindAsync("a")) is var job ? (job.State, job.Error) : default);
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
        var replayed = await _store.ReplayAsync("a", Cancellation);
        Assert.Equal((JobState.Pending, 0, null), (replayed!.State, replayed.Tries, replayed.Error));
        Assert.Equal(job.Created, replayed.Created);
        var lease = await TakeAsync();
        Assert.Equal(1, lease.Job.Tries);
        Assert.Equal([5], lease.Job.Payload.ToArray());
    }

    [Fact]
    public async Task Replay_OfAJobThatNeedsNone_ChangesNothing()
    {
        await SubmitAsync("a");
        Assert.Equal(JobState.Pending, (await _store.ReplayAsync("a", Cancellation))!.State);
        var lease = await TakeAsync();
        Assert.Equal(JobState.Running, (await _store.ReplayAsync("a", Cancellation))!.State);
        await _store.CompleteAsync(lease, default, Cancellation);
        Assert.Equal(JobState.Succeeded, (await _store.ReplayAsync("a", Cancellation))!.State);
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
    }

    [Fact]
    public async Task Release_OfALease_IsNotATry()
    {
        await SubmitAsync("a");
        var lease = await TakeAsync();

        Assert.True(await _store.ReleaseAsync(lease, Cancellation));
        Assert.True(await _store.ReleaseAsync(lease, Cancellation));
        Assert.Equal((JobState.Pending, 0), (await FindAsync("a")) is var job ? (job.State, job.Tries) : default);
        Assert.Equal(1, (await TakeAsync()).Job.Tries);
        Assert.False(await _store.RenewAsync(lease, 0, 0, Cancellation));
    }

    [Fact]
    public async Task Take_AfterALeaseLapsed_GivesTheJobToAnotherAndFencesTheFirst()
    {
        await SubmitAsync("a");
        var stale = await TakeAsync();
        await SubmitAsync("b");
        await PassAsync(Options.Lease + TimeSpan.FromSeconds(0.1));

        var lease = await _other.TakeAsync(Queue, Cancellation);

        Assert.Equal(("a", 2), (lease!.Job.Id, lease.Job.Tries));
        Assert.False(await _store.RenewAsync(stale, 1, 2, Cancellation));
        Assert.False(await _store.CompleteAsync(stale, new byte[] { 1 }, Cancellation));
        Assert.False(await _store.FailAsync(stale, Reason, null, Cancellation));
        Assert.False(await _store.ReleaseAsync(stale, Cancellation));
        Assert.Equal((JobState.Running, 2), (await FindAsync("a")) is var job ? (job.State, job.Tries) : default);
        Assert.True(await _other.CompleteAsync(lease, new byte[] { 2 }, Cancellation));
        Assert.Equal([2], (await FindAsync("a")).Result.ToArray());
    }

    [Fact]
    public async Task Take_WhileALeaseIsRenewed_GivesItToNobody()
    {
        await SubmitAsync("a");
        var lease = await TakeAsync();
        for (var i = 0u; i < 4; i++)
        {
            await PassAsync(Options.Lease / 3);
            Assert.True(await _store.RenewAsync(lease, i, 4, Cancellation));
            Assert.Null(await _other.TakeAsync(Queue, Cancellation));
        }

        Assert.True(await _store.CompleteAsync(lease, default, Cancellation));
    }

    [Fact]
    public async Task Take_WorkerLostInEachTry_IsSetAside()
    {
        await SubmitAsync("a");
        for (var i = 0; i < Options.MostTries; i++)
        {
            Assert.Equal(i + 1, (await TakeAsync()).Job.Tries);
            await PassAsync(Options.Lease + TimeSpan.FromSeconds(0.1));
        }

        Assert.Null(await _store.TakeAsync(Queue, Cancellation));
        var job = await FindAsync("a");
        Assert.Equal((JobState.Failed, "WORKER_LOST", Options.MostTries), (job.State, job.Error?.Reason, job.Tries));
    }

    [Fact]
    public async Task Cancel_OfAPendingJob_KeepsItFromWorkers()
    {
        await SubmitAsync("a");
        await SubmitAsync("b");
        await _store.FailAsync(await TakeAsync(), Reason, TimeSpan.Zero, Cancellation);

        Assert.Equal(JobState.Cancelled, (await _store.CancelAsync("a", Cancellation))!.State);
        Assert.Equal(JobState.Cancelled, (await _store.CancelAsync("b", Cancellation))!.State);
        Assert.Null(await _store.TakeAsync(Queue, Cancellation));

        await _store.ReplayAsync("b", Cancellation);
        Assert.Equal("b", (await TakeAsync()).Job.Id);
    }

    [Fact]
    public async Task Cancel_OfARunningJob_IsLearntByItsWorker()
    {
        await SubmitAsync("a");
        var lease = await TakeAsync();

        Assert.Equal(JobState.Cancelled, (await _store.CancelAsync("a", Cancellation))!.State);
        Assert.False(await _store.RenewAsync(lease, 0, 0, Cancellation));
        Assert.False(await _store.CompleteAsync(lease, new byte[] { 1 }, Cancellation));
        Assert.Equal(JobState.Cancelled, (await _store.CancelAsync("a", Cancellation))!.State);
        Assert.Equal(0, (await FindAsync("a")).Result.Length);
    }

    [Fact]
    public async Task Cancel_OfAJobThatEnded_ChangesNothing()
    {
        await SubmitAsync("a");
        await _store.CompleteAsync(await TakeAsync(), default, Cancellation);

        Assert.Equal(JobState.Succeeded, (await _store.CancelAsync("a", Cancellation))!.State);
    }

    [Fact]
    public async Task Count_OfAQueue_TellsItsStatesAndTheAgeOfTheOldestThatHasNotEnded()
    {
        Assert.Equal(new JobBacklog(0, 0, 0, TimeSpan.Zero), await _store.CountAsync(Queue, Cancellation));
        await SubmitAsync("done");
        await _store.CompleteAsync(await TakeAsync(), default, Cancellation);
        await SubmitAsync("replayed");
        await _store.FailAsync(await TakeAsync(), Reason, null, Cancellation);
        await SubmitAsync("failed");
        await _store.FailAsync(await TakeAsync(), Reason, null, Cancellation);
        await PassAsync(TimeSpan.FromMinutes(10));
        await SubmitAsync("running");
        await TakeAsync();
        await SubmitAsync("delayed");
        await _store.FailAsync(await TakeAsync(), Reason, TimeSpan.FromMinutes(1), Cancellation);
        await SubmitAsync("open");

        var before = await _other.CountAsync(Queue, Cancellation);
        Assert.Equal((2, 1, 2), (before.Pending, before.Running, before.Failed));
        await _store.ReplayAsync("replayed", Cancellation);
        var after = await _other.CountAsync(Queue, Cancellation);
        Assert.Equal((3, 1, 1), (after.Pending, after.Running, after.Failed));
        // A replayed job keeps the time at which it was accepted.
        Assert.InRange(after.OldestAge, before.OldestAge + TimeSpan.FromMinutes(10), Options.Lease);
        Assert.Equal(new JobBacklog(0, 0, 0, TimeSpan.Zero), await _store.CountAsync("studies", Cancellation));

        await PassAsync(Options.Retention + TimeSpan.FromSeconds(0.2));
        Assert.Equal(0, (await _other.CountAsync(Queue, Cancellation)).Failed);
    }

    [Fact]
    public async Task List_InPages_HasEachJobOnceTheNewestFirst()
    {
        for (var i = 0; i < 7; i++)
        {
            await SubmitAsync($"job-{i}");
        }

        await _store.CompleteAsync(await TakeAsync(), default, Cancellation);
        await _store.CompleteAsync(await TakeAsync(), default, Cancellation);

        Assert.Equal([3, 3, 1], await PagesAsync(null, 3));
        Assert.Equal([7], await PagesAsync(null, 7));
        Assert.Equal([2, 2, 1], await PagesAsync(JobState.Pending, 2));
        Assert.Equal([2], await PagesAsync(JobState.Succeeded, 2));
        Assert.Equal([0], await PagesAsync(JobState.Failed, 2));
        Assert.Equal(["job-6", "job-5"], (await _store.ListAsync(null, 2, null, Cancellation)).Jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task List_OfLargeJobs_EndsItsPagesEarly()
    {
        for (var i = 0; i < 3; i++)
        {
            await SubmitAsync($"job-{i}");
            await _store.CompleteAsync(await TakeAsync(), new byte[3 << 20], Cancellation);
        }

        Assert.Equal([2, 1], await PagesAsync(null, 1000));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("job-1")]
    public async Task List_AfterNoPage_IsRefused(string after) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _store.ListAsync(null, 1, after, Cancellation));

    [Fact]
    public async Task Retention_OfEndedJobs_PassesAndTheIdIsFreeAgain()
    {
        await SubmitAsync("done");
        await _store.CompleteAsync(await TakeAsync(), default, Cancellation);
        await SubmitAsync("failed");
        await _store.FailAsync(await TakeAsync(), Reason, null, Cancellation);
        await SubmitAsync("replayed");
        await _store.FailAsync(await TakeAsync(), Reason, null, Cancellation);
        await _store.ReplayAsync("replayed", Cancellation);
        await SubmitAsync("open");
        Assert.Equal([4], await PagesAsync(null, 10));

        await PassAsync(Options.Retention + TimeSpan.FromSeconds(0.2));

        Assert.Null(await _store.FindAsync("done", Cancellation));
        Assert.Null(await _store.ReplayAsync("failed", Cancellation));
        Assert.Equal(["open", "replayed"], (await _store.ListAsync(null, 10, null, Cancellation)).Jobs.Select(job => job.Id));
        Assert.Equal([1], (await SubmitAsync("done", 1)).Payload.ToArray());
        Assert.Equal(["done", "open", "replayed"], (await _store.ListAsync(null, 10, null, Cancellation)).Jobs.Select(job => job.Id));
    }

    [Fact]
    public async Task Take_ByManyAtOnce_LendsEachJobOnce()
    {
        const int Jobs = 60;
        for (var i = 0; i < Jobs; i++)
        {
            await SubmitAsync($"job-{i}");
        }

        var taken = await Task.WhenAll(Enumerable.Range(0, 6).Select(worker => TakeAllAsync(worker % 2 == 0 ? _store : _other)));

        Assert.Equal(Jobs, taken.SelectMany(ids => ids).Distinct().Count());
        Assert.Equal(Jobs, taken.Sum(ids => ids.Count));
    }

    protected static IOptions<JobOptions> OptionsOf(string redis = "", string file = "", TimeSpan? longestWait = null) => Microsoft.Extensions.Options.Options.Create(new JobOptions
    {
        Redis = redis,
        File = file,
        Lease = TimeSpan.FromHours(1),
        MostTries = 2,
        Retention = TimeSpan.FromDays(1),
        OperationTimeout = longestWait ?? TimeSpan.FromMinutes(2),
    });

    protected Task<Job> SubmitAsync(string id, params byte[] payload) => _store.SubmitAsync(new NewJob(id, Queue, payload), Cancellation);

    protected async Task<JobLease> TakeAsync() => await _store.TakeAsync(Queue, Cancellation) ?? throw new InvalidOperationException("no job to take");

    private async Task<Job> FindAsync(string id) => (await _other.FindAsync(id, Cancellation))!;

    private static async Task<List<string>> TakeAllAsync(IJobStore store)
    {
        var ids = new List<string>();
        while (await store.TakeAsync(Queue, Cancellation) is { } lease)
        {
            ids.Add(lease.Job.Id);
            Assert.True(await store.CompleteAsync(lease, default, Cancellation));
        }

        return ids;
    }

    // The sizes of the pages; their jobs are each there once, in falling order.
    private async Task<List<int>> PagesAsync(JobState? state, int size)
    {
        var sizes = new List<int>();
        var ids = new List<string>();
        string? after = null;
        do
        {
            var page = await _store.ListAsync(state, size, after, Cancellation);
            sizes.Add(page.Jobs.Count);
            ids.AddRange(page.Jobs.Select(job => job.Id));
            Assert.All(page.Jobs, job => Assert.True(state is null || job.State == state));
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        return sizes;
    }
}
