using System.Collections.Concurrent;
using System.Globalization;
using CovidGrpc.Testing;

namespace CovidGrpc.Jobs.Tests;

public sealed class RedisFaultTests(ITestOutputHelper output)
{
    private const int Jobs = 60;
    private const int Kills = 8;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redis_KilledAtRandomPointsUnderWork_EndsEachAcceptedJobOnce()
    {
        using var redis = await RedisServer.StartDurableAsync(Cancellation);
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed.ToString(CultureInfo.InvariantCulture)}");
        var random = new Random(seed);
        var held = new ConcurrentDictionary<string, int>();
        var heldTwice = 0;
        Work work = async (job, progress, token) =>
        {
            if (held.AddOrUpdate(job.Id, 1, (_, count) => count + 1) > 1)
            {
                Interlocked.Increment(ref heldTwice);
            }

            try
            {
                progress.Report((1, 2));
                await Task.Delay(30, token);
                return job.Tries == 1 && job.Id.EndsWith('7')
                    ? throw new JobFailedException(new JobError(14, "AWAY", "Away."), isFinal: false)
                    : (ReadOnlyMemory<byte>)System.Text.Encoding.UTF8.GetBytes(job.Id);
            }
            finally
            {
                held.AddOrUpdate(job.Id, 0, (_, count) => count - 1);
            }
        };

        // No lease lapses by itself: no worker loses a job that it has.
        (string, string)[] settings =
            [("Redis", redis.Address), ("Lease", "01:00:00"), ("Poll", "00:00:00.020"), ("RetryDelay", "00:00:00.050"), ("MostTries", "20"), ("Workers", "2")];
        await using var one = await JobHost.StartAsync(work, settings);
        await using var other = await JobHost.StartAsync(work, settings);

        var submitting = SubmitAllAsync(one.Store);
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(30, 250), Cancellation);
            redis.Stop();
            await Task.Delay(random.Next(0, 100), Cancellation);
            await redis.StartAgainAsync(Cancellation);
        }

        await submitting;
        await BothAnsweredAsync();
        await Task.WhenAll(one.StopAsync(), other.StopAsync());
        await BothAnsweredAsync();
        // A kill or the stop may have kept from a worker what it took.
        await RedisTime.PassAsync(new JobOptions { Redis = redis.Address, OperationTimeout = TimeSpan.FromMinutes(1) }, TimeSpan.FromHours(1), Cancellation);
        await using var last = await JobHost.StartAsync(work, settings);
        for (var i = 0; i < Jobs; i++)
        {
            var id = $"job-{i}";
            var job = await last.WaitAsync(id, JobState.Succeeded);
            Assert.Equal(id, System.Text.Encoding.UTF8.GetString(job.Result.Span));
        }

        await last.StopAsync();
        Assert.Equal(0, heldTwice);
        Assert.All(Enumerable.Range(0, Jobs), i =>
            Assert.Equal(1, new[] { one, other, last }.Sum(host => host.Log.CountOf($"Job job-{i} of uploads is done"))));
        Assert.Equal(Jobs, (await last.Store.ListAsync(JobState.Succeeded, 1000, null, Cancellation)).Jobs.Count);
        Assert.Equal("0", await redis.CallAsync("xlen", "{covid-jobs}:queue:uploads"));
        Assert.Equal("0", await redis.CallAsync("exists", "{covid-jobs}:open:uploads", "{covid-jobs}:delayed:uploads"));

        // Redis has then run what they had asked it for.
        Task BothAnsweredAsync() => Task.WhenAll(one.WaitAsync("job-0", _ => true), other.WaitAsync("job-0", _ => true));
    }

    private static async Task SubmitAllAsync(IJobStore store)
    {
        for (var i = 0; i < Jobs; i++)
        {
            while (true)
            {
                try
                {
                    await store.SubmitAsync(new NewJob($"job-{i}", JobHost.Queue, new byte[] { (byte)i }), Cancellation);
                    break;
                }
                catch (JobsUnavailableException)
                {
                    await Task.Delay(20, Cancellation);
                }
            }

            await Task.Delay(10, Cancellation);
        }
    }
}
