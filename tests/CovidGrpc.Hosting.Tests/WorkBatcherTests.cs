using System.Collections.Concurrent;
using CovidGrpc.Hosting.Limits;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Hosting.Tests;

public sealed class WorkBatcherTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ManualResetEventSlim _release = new();
    private readonly ConcurrentQueue<int[]> _runs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _release.Dispose();

    [Fact]
    public async Task Run_FirstOfAnIdleThread_BeginsAloneAndTheRestIsGathered()
    {
        await using var batcher = Batcher(most: 4, longestWait: TimeSpan.Zero);
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        var rest = Enumerable.Range(1, 6).Select(i => batcher.RunAsync("kind", i, Cancellation)).ToArray();

        _release.Set();

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6"], [await first, .. await Task.WhenAll(rest)]);
        Assert.Equal([[0], [1, 2, 3, 4], [5, 6]], _runs);
    }

    [Fact]
    public async Task Run_OtherKinds_AreNeverMixedAndKeepTheirTurn()
    {
        await using var batcher = Batcher(most: 4, longestWait: TimeSpan.Zero);
        var first = batcher.RunAsync("even", 0, Cancellation);
        await RunsAsync(1);
        var rest = Enumerable.Range(1, 5).Select(i => batcher.RunAsync(i % 2 == 0 ? "even" : "odd", i, Cancellation)).ToArray();

        _release.Set();

        await Task.WhenAll([first, .. rest]);
        Assert.Equal([[0], [1, 3, 5], [2, 4]], _runs);
    }

    [Fact]
    public async Task Run_OldestHasWaitedTooLong_IsRefusedAndWhatWaitsIsDone()
    {
        var time = new FakeTimeProvider();
        await using var batcher = Batcher(most: 1, longestWait: TimeSpan.Zero, time);
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        var second = batcher.RunAsync("kind", 1, Cancellation);
        time.Advance(TimeSpan.FromSeconds(9));
        var third = batcher.RunAsync("kind", 2, Cancellation);
        time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<TooMuchWorkException>(() => batcher.RunAsync("kind", 3, Cancellation));

        _release.Set();
        Assert.Equal(["0", "1", "2"], await Task.WhenAll(first, second, third));
        Assert.Equal("4", await batcher.RunAsync("kind", 4, Cancellation));
    }

    [Fact]
    public async Task Run_IdleThread_HoldsNothingBack()
    {
        _release.Set();
        await using var batcher = Batcher(most: 4, longestWait: TimeSpan.FromHours(1));

        Assert.Equal("1", await batcher.RunAsync("kind", 1, Cancellation).WaitAsync(Patience, Cancellation));
        Assert.Equal("2", await batcher.RunAsync("kind", 2, Cancellation).WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task Run_AfterARun_HoldsBackUntilTheRunIsFullOrTheOldestHasWaitedItsTime()
    {
        var time = new FakeTimeProvider();
        await using var batcher = Batcher(most: 3, longestWait: TimeSpan.FromHours(1), time);
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        var held = batcher.RunAsync("kind", 1, Cancellation);
        _release.Set();
        await first;
        // A piece more, and one fewer than a run takes: both wait on.
        var second = batcher.RunAsync("kind", 2, Cancellation);
        await Task.Delay(50, Cancellation);
        Assert.False(held.IsCompleted || second.IsCompleted);

        await batcher.RunAsync("kind", 3, Cancellation).WaitAsync(Patience, Cancellation);
        Assert.Equal([[0], [1, 2, 3]], _runs);

        _release.Reset();
        var busy = batcher.RunAsync("kind", 4, Cancellation);
        await RunsAsync(3);
        var late = batcher.RunAsync("kind", 5, Cancellation);
        time.Advance(TimeSpan.FromHours(1));
        _release.Set();

        await Task.WhenAll(busy, late).WaitAsync(Patience, Cancellation);
        Assert.Equal([[0], [1, 2, 3], [4], [5]], _runs);
    }

    [Fact]
    public async Task Run_FullQueue_IsRefusedWithTheTimeThatTheWorkBeforeItTakes()
    {
        var time = new FakeTimeProvider();
        await using var batcher = Batcher(most: 1, longestWait: TimeSpan.Zero, time, waiting: 3);
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        time.Advance(TimeSpan.FromSeconds(2));
        _release.Set();
        await first;
        await batcher.RunAsync("kind", 1, Cancellation);
        _release.Reset();
        // A run of 2 s and one of nothing: 1.6 s a piece, as the last weighs a fifth.
        var busy = batcher.RunAsync("kind", 2, Cancellation);
        await RunsAsync(3);
        var waiting = Enumerable.Range(3, 3).Select(i => batcher.RunAsync("kind", i, Cancellation)).ToArray();

        var refusal = await Assert.ThrowsAsync<TooMuchWorkException>(() => batcher.RunAsync("kind", 6, Cancellation));

        Assert.Equal(4 * 1.6, refusal.RetryAfter.TotalSeconds, 3);
        Assert.Equal(3, batcher.Waiting);
        _release.Set();
        await Task.WhenAll([busy, .. waiting]);
    }

    [Fact]
    public async Task Run_CancelledWhileWaiting_LeavesItsPlaceAndIsNeverDone()
    {
        await using var batcher = Batcher(most: 4, longestWait: TimeSpan.Zero, waiting: 1);
        using var caller = new CancellationTokenSource();
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        var second = batcher.RunAsync("kind", 1, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(0, batcher.Waiting);
        var third = batcher.RunAsync("kind", 2, Cancellation);
        _release.Set();
        Assert.Equal(["0", "2"], await Task.WhenAll(first, third));
        Assert.Equal([[0], [2]], _runs);
    }

    [Fact]
    public async Task Run_CallersOfARunGiveUp_StopsItWithTheLast()
    {
        CancellationToken ofRun = default;
        await using var batcher = new WorkBatcher<int, int>("tests", 1, 10, new BatchLimits(4, TimeSpan.Zero), (batch, token) =>
        {
            _runs.Enqueue([.. batch.Select(queued => queued.Work)]);
            if (_runs.Count == 2)
            {
                ofRun = token;
            }

            (_runs.Count == 1 ? _release.WaitHandle : token.WaitHandle).WaitOne(Patience);
            token.ThrowIfCancellationRequested();
            return [.. batch.Select(queued => queued.Work)];
        }, TimeProvider.System);
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        using var one = new CancellationTokenSource();
        using var other = new CancellationTokenSource();
        var second = batcher.RunAsync("kind", 1, one.Token);
        var third = batcher.RunAsync("kind", 2, other.Token);
        _release.Set();
        await first;
        await RunsAsync(2);

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.False(third.IsCompleted || ofRun.IsCancellationRequested);

        await other.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.Equal([[0], [1, 2]], _runs);
    }

    [Fact]
    public async Task Run_PieceThatCannotBeDone_FailsForItsCallerAlone()
    {
        await using var batcher = Batcher(most: 4, longestWait: TimeSpan.Zero);
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        var good = batcher.RunAsync("kind", 1, Cancellation);
        var bad = batcher.RunAsync("kind", -1, Cancellation);
        var last = batcher.RunAsync("kind", 2, Cancellation);

        _release.Set();

        Assert.Equal(["0", "1", "2"], await Task.WhenAll(first, good, last));
        await Assert.ThrowsAsync<InvalidDataException>(() => bad);
    }

    [Fact]
    public async Task Dispose_WithWorkThatWaits_CancelsItAndTakesNoMore()
    {
        var batcher = Batcher(most: 1, longestWait: TimeSpan.Zero);
        var first = batcher.RunAsync("kind", 0, Cancellation);
        await RunsAsync(1);
        var second = batcher.RunAsync("kind", 1, Cancellation);

        var closing = batcher.DisposeAsync();
        _release.Set();
        await closing;

        Assert.Equal("0", await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => batcher.RunAsync("kind", 2, Cancellation));
        Assert.Equal([[0]], _runs);
    }

    [Fact]
    public async Task Run_ByManyCallersWhoOftenGiveUp_AnswersEachWithItsOwn()
    {
        await using var batcher = new WorkBatcher<int, int>(
            "tests", 2, 10_000, new BatchLimits(8, TimeSpan.FromMilliseconds(1)), (batch, _) => [.. batch.Select(queued => queued.Work)], TimeProvider.System);

        await Parallel.ForAsync(0, 5000, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (i, _) =>
        {
            using var caller = new CancellationTokenSource();
            var answer = batcher.RunAsync(i % 3, i, caller.Token);
            if (i % 7 == 0)
            {
                await caller.CancelAsync();
            }

            await ((Task)answer).WaitAsync(Patience, Cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Assert.True(answer.IsCanceled ? i % 7 == 0 : await answer == i);
        });

        Assert.Equal(0, batcher.Waiting);
    }

    private WorkBatcher<int, string> Batcher(int most, TimeSpan longestWait, TimeProvider? time = null, int waiting = 10) => new(
        "tests", 1, waiting, new BatchLimits(most, longestWait),
        (batch, _) =>
        {
            _runs.Enqueue([.. batch.Select(queued => queued.Work)]);
            Assert.True(_release.Wait(Patience, CancellationToken.None));
            return [.. batch.Select(queued => queued.Work >= 0 ? $"{queued.Work}" : throw new InvalidDataException())];
        },
        time ?? TimeProvider.System);

    private Task RunsAsync(int count) => WaitUntilAsync(() => _runs.Count >= count);

    private static async Task WaitUntilAsync(Func<bool> isSo)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience);
        while (!isSo())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
