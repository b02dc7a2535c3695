using System.Collections.Concurrent;
using CovidGrpc.Jobs.Work;
using CovidGrpc.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CovidGrpc.Jobs.Tests;

public sealed class JobWorkerTests : IDisposable
{
    private static readonly ReadOnlyMemory<byte> Result = "secret-result"u8.ToArray();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covidgrpc-jobs-");

    private (string, string)[] Settings =>
        [("File", Path.Combine(_folder.FullName, "jobs.db")), ("Lease", "00:00:01"), ("Poll", "00:00:00.020"), ("RetryDelay", "00:00:00.020"), ("MostTries", "3")];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Work_ThatSucceeds_KeepsItsResultAndLogsNothingOfIt()
    {
        await using var host = await JobHost.StartAsync((_, _, _) => Task.FromResult(Result), Settings);
        await host.SubmitAsync("a");
        await host.SubmitAsync("b", "studies");

        Assert.Equal(Result.ToArray(), (await host.WaitAsync("a", JobState.Succeeded)).Result.ToArray());
        await host.WaitAsync("b", JobState.Succeeded);
        await host.Log.WaitForAsync("Job a of uploads is done, try 1", 1, TestContext.Current.CancellationToken);
        Assert.Equal(0, host.Log.CountOf("secret"));
    }

    [Fact]
    public async Task Work_LongerThanALease_IsRenewedWithItsProgressAndRunOnce()
    {
        var runs = 0;
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        Work work = async (_, progress, token) =>
        {
            Interlocked.Increment(ref runs);
            progress.Report((3, 300));
            begun.TrySetResult();
            await release.Task.WaitAsync(token);
            return Result;
        };
        var time = new FakeTimeProvider();
        await using var accepting = await JobHost.StartAsync(work, time, [.. Settings, ("Workers", "0")]);
        await accepting.SubmitAsync("a");
        await using var host = await JobHost.StartAsync(work, time, [.. Settings, ("Lease", "00:00:03")]);
        await using var other = await JobHost.StartAsync(work, time, [.. Settings, ("Lease", "00:00:03")]);
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        for (var second = 0; second < 8; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Null(await accepting.Store.TakeAsync(JobHost.Queue, TestContext.Current.CancellationToken));
            await host.WaitAsync("a", job => job.Changed == time.GetUtcNow());
        }

        var job = await host.WaitAsync("a", JobState.Running);
        release.SetResult();

        Assert.Equal((3u, 300u, 1), (job.Done, job.Total, job.Tries));
        await host.WaitAsync("a", JobState.Succeeded);
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task Work_ThatFailsForGood_IsSetAsideAtOnce()
    {
        await using var host = await JobHost.StartAsync(
            (_, _, _) => throw new JobFailedException(new JobError(3, "NOT_CT", "The study holds no CT."), isFinal: true), Settings);
        await host.SubmitAsync("a");

        var job = await host.WaitAsync("a", JobState.Failed);

        Assert.Equal((1, new JobError(3, "NOT_CT", "The study holds no CT.")), (job.Tries, job.Error));
        await host.Log.WaitForAsync("Job a of uploads failed in try 1 with NOT_CT and is set aside", 1, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Work_ThatFails_IsTriedAgainUntilItSucceeds()
    {
        await using var host = await JobHost.StartAsync((job, _, _) => job.Tries < 3
            ? throw new JobFailedException(new JobError(14, "PACS_AWAY", "The PACS does not answer."), isFinal: false)
            : Task.FromResult(Result), Settings);
        await host.SubmitAsync("a");

        var job = await host.WaitAsync("a", JobState.Succeeded);

        Assert.Equal((3, null), (job.Tries, job.Error));
        Assert.Equal(2, host.Log.CountOf("with PACS_AWAY and is tried again in"));
    }

    [Fact]
    public async Task Work_ThatThrows_IsSetAsideAfterTheLastTryWithoutTheText()
    {
        await using var host = await JobHost.StartAsync((_, _, _) => throw new InvalidOperationException("secret of Jane Doe"), Settings);
        await host.SubmitAsync("a");

        var job = await host.WaitAsync("a", JobState.Failed);

        Assert.Equal((3, 13, "INTERNAL"), (job.Tries, job.Error?.Code, job.Error?.Reason));
        Assert.DoesNotContain("secret", job.Error!.Message, StringComparison.Ordinal);
        await host.Log.WaitForAsync("with INTERNAL and is set aside", 1, TestContext.Current.CancellationToken);
        Assert.Equal(0, host.Log.CountOf("secret"));
        Assert.Equal(3, host.Log.CountOf("System.InvalidOperationException"));
    }

    [Fact]
    public async Task Work_WithTooLargeAResult_IsSetAside()
    {
        await using var host = await JobHost.StartAsync((_, _, _) => Task.FromResult<ReadOnlyMemory<byte>>(new byte[(4 << 20) + 1]), Settings);
        await host.SubmitAsync("a");

        Assert.Equal("RESULT_TOO_LARGE", (await host.WaitAsync("a", JobState.Failed)).Error?.Reason);
    }

    [Fact]
    public async Task Work_CancelledByRequest_Stops()
    {
        var stopped = new TaskCompletionSource();
        await using var host = await JobHost.StartAsync(async (_, _, token) =>
        {
            await using var stop = token.Register(stopped.SetResult);
            await Task.Delay(Timeout.Infinite, token);
            return Result;
        }, Settings);
        await host.SubmitAsync("a");
        await host.WaitAsync("a", JobState.Running);

        await host.Store.CancelAsync("a", TestContext.Current.CancellationToken);

        await stopped.Task.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await host.Log.WaitForAsync("Job a of uploads was cancelled", 1, TestContext.Current.CancellationToken);
        Assert.Equal(JobState.Cancelled, (await host.WaitAsync("a", _ => true)).State);
    }

    [Fact]
    public async Task Stop_OfTheHost_GivesTheJobBackUntried()
    {
        await using var host = await JobHost.StartAsync(async (_, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Result;
        }, [.. Settings, ("Lease", "01:00:00")]);
        await host.SubmitAsync("a");
        await host.WaitAsync("a", JobState.Running);
        await host.StopAsync();

        var job = await host.WaitAsync("a", _ => true);
        Assert.Equal((JobState.Pending, 0, null), (job.State, job.Tries, job.Error));

        await using var next = await JobHost.StartAsync((_, _, _) => Task.FromResult(Result), Settings);
        Assert.Equal(1, (await next.WaitAsync("a", JobState.Succeeded)).Tries);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Workers_OfAHost_WorkOnSoManyJobsAtATime(int workers)
    {
        var running = new ConcurrentDictionary<string, bool>();
        var release = new TaskCompletionSource();
        await using var host = await JobHost.StartAsync(async (job, _, token) =>
        {
            running[job.Id] = true;
            await release.Task.WaitAsync(token);
            return Result;
        }, [.. Settings, ("Workers", $"{workers}"), ("Lease", "01:00:00")]);
        foreach (var id in (string[])["a", "b", "c"])
        {
            await host.SubmitAsync(id, id == "b" ? "studies" : "uploads");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (running.Count < workers)
        {
            await Task.Delay(20, limit.Token);
        }

        // Time enough for one more.
        await Task.Delay(500, TestContext.Current.CancellationToken);
        Assert.Equal(workers, running.Count);
        release.SetResult();
    }

    [Fact]
    public async Task Redis_KilledWhileAJobRuns_GetsItsResultAfterTheRestart()
    {
        using var redis = await RedisServer.StartDurableAsync(TestContext.Current.CancellationToken);
        var release = new TaskCompletionSource();
        await using var host = await JobHost.StartAsync(async (_, _, token) =>
        {
            await release.Task.WaitAsync(token);
            return Result;
        }, ("Redis", redis.Address), ("Lease", "00:00:30"), ("Poll", "00:00:00.050"));
        await host.SubmitAsync("a");
        await host.WaitAsync("a", JobState.Running);

        redis.Stop();
        release.SetResult();
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await redis.StartAgainAsync(TestContext.Current.CancellationToken);

        var job = await host.WaitAsync("a", JobState.Succeeded);
        Assert.Equal((1, "secret-result"), (job.Tries, System.Text.Encoding.UTF8.GetString(job.Result.Span)));
    }

    [Fact]
    public void RetryDelay_OfATry_DoublesUpToTheLongestAndVariesByAFifth()
    {
        var options = new JobOptions { RetryDelay = TimeSpan.FromSeconds(5), LongestRetryDelay = TimeSpan.FromMinutes(10) };

        Assert.Equal([5, 10, 20, 320, 600, 600], new[] { 1, 2, 3, 7, 8, 100 }.Select(tries => RetryDelay.After(options, tries, 0).TotalSeconds));
        Assert.Equal([4, 480], new[] { 1, 100 }.Select(tries => RetryDelay.After(options, tries, 1).TotalSeconds));
    }
}
