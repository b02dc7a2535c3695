using CovidGrpc.Hosting.Limits;

namespace CovidGrpc.Hosting.Tests;

public sealed class WorkGateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_MoreThanMayWait_IsRefusedAndTheOthersAreDone()
    {
        await using var gate = Gate(concurrency: 1, waiting: 1);
        using var release = new ManualResetEventSlim();
        var first = gate.RunAsync(_ => Hold(release), Cancellation);
        var second = gate.RunAsync(_ => 2, Cancellation);

        var refusal = await Assert.ThrowsAsync<TooMuchWorkException>(() => gate.RunAsync(_ => 3, Cancellation));

        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        release.Set();
        Assert.Equal((1, 2), (await first, await second));
    }

    [Fact]
    public async Task Run_Often_StaysOnAsManyThreadsAsWorkAtOnce()
    {
        await using var gate = Gate(concurrency: 2, waiting: 100);

        var threads = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => gate.RunAsync(_ => (Environment.CurrentManagedThreadId, Thread.CurrentThread.IsThreadPoolThread), Cancellation)));

        Assert.InRange(threads.Distinct().Count(), 1, 2);
        Assert.DoesNotContain(threads, thread => thread.IsThreadPoolThread);
    }

    [Fact]
    public async Task Run_CancelledWhileWaiting_LeavesTheQueueAndIsNeverDone()
    {
        await using var gate = Gate(concurrency: 1, waiting: 1);
        using var release = new ManualResetEventSlim();
        using var caller = new CancellationTokenSource();
        var first = gate.RunAsync(_ => Hold(release), Cancellation);
        var done = false;
        var second = gate.RunAsync(_ => done = true, caller.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var third = gate.RunAsync(_ => 3, Cancellation);
        release.Set();
        Assert.Equal((1, 3), (await first, await third));
        Assert.False(done);
    }

    [Fact]
    public async Task Dispose_WhileWorkRuns_CancelsItAndWaitsForItsEnd()
    {
        var gate = Gate(concurrency: 1, waiting: 0);
        var started = new TaskCompletionSource();
        var ended = false;
        var work = gate.RunAsync(
            token =>
            {
                started.SetResult();
                token.WaitHandle.WaitOne(TimeSpan.FromSeconds(30));
                ended = true;
                token.ThrowIfCancellationRequested();
                return 0;
            },
            Cancellation);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        await gate.DisposeAsync();

        Assert.True(ended);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    private static WorkGate Gate(int concurrency, int waiting) => new("tests", concurrency, waiting, TimeProvider.System);

    private static int Hold(ManualResetEventSlim release) => release.Wait(TimeSpan.FromSeconds(30)) ? 1 : throw new TimeoutException();
}
