using Microsoft.Extensions.Logging;

namespace CovidGrpc.Jobs.Work;

/// <summary>
/// One try of a job: runs the handler while the lease is renewed, and tells the store how it ended. Goes on while the store is away:
/// it alone knows whether the lease is lost.
/// </summary>
internal sealed class JobTry(IJobStore store, IJobHandler handler, JobLease lease, JobOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private const int MostResultBytes = 4 << 20;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly JobProgress _progress = new();
    private readonly CancellationTokenSource _lost = new();

    private Job Job => lease.Job;

    /// <summary>Runs the try to its end. Answers normally whatever became of it.</summary>
    /// <param name="stopping">Cancelled when the host stops: the job is given back.</param>
    public async Task RunAsync(CancellationToken stopping)
    {
        JobLog.Began(logger, Job.Id, Job.Queue, Job.Tries);
        using var span = JobMeasures.Begin(Job);
        var started = time.GetTimestamp();
        using var ended = new CancellationTokenSource();
        var renewing = RenewAsync(ended.Token);
        try
        {
            var outcome = await EndAsync(stopping);
            JobMeasures.Ended(span, Job.Queue, outcome, time.GetElapsedTime(started));
        }
        finally
        {
            await ended.CancelAsync();
            await renewing;
        }
    }

    public void Dispose() => _lost.Dispose();

    private async Task<JobOutcome> EndAsync(CancellationToken stopping)
    {
        try
        {
            using var work = CancellationTokenSource.CreateLinkedTokenSource(stopping, _lost.Token);
            var result = await handler.RunAsync(Job, _progress, work.Token);
            if (result.Length > MostResultBytes)
            {
                throw new JobFailedException(JobError.ResultTooLarge, isFinal: true);
            }

            if (await SettleAsync(token => store.CompleteAsync(lease, result, token), stopping))
            {
                JobLog.Done(logger, Job.Id, Job.Queue, Job.Tries);
                return JobOutcome.Succeeded;
            }
        }
        catch (Exception) when (_lost.IsCancellationRequested)
        {
            JobLog.Lost(logger, Job.Id, Job.Queue, Job.Tries);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            if (await SettleAsync(token => store.ReleaseAsync(lease, token), stopping))
            {
                JobLog.GivenBack(logger, Job.Id, Job.Queue, Job.Tries);
                return JobOutcome.Returned;
            }
        }
        catch (JobFailedException e)
        {
            return await FailAsync(e.Error, e.IsFinal, stopping);
        }
        catch (Exception e)
        {
            JobLog.Unexpected(logger, Job.Id, Job.Queue, Job.Tries, e.GetType().FullName, e.StackTrace);
            return await FailAsync(JobError.Internal, isFinal: false, stopping);
        }

        return JobOutcome.Lost;
    }

    private async Task<JobOutcome> FailAsync(JobError error, bool isFinal, CancellationToken stopping)
    {
        JobMeasures.Failed(Job.Queue, error.Reason);
        TimeSpan? delay = isFinal || Job.Tries >= options.MostTries ? null : RetryDelay.After(options, Job.Tries, Random.Shared.NextDouble());
        if (!await SettleAsync(token => store.FailAsync(lease, error, delay, token), stopping))
        {
            return JobOutcome.Lost;
        }

        if (delay is { } wait)
        {
            JobLog.TriedAgain(logger, Job.Id, Job.Queue, Job.Tries, error.Reason, wait);
            return JobOutcome.Retried;
        }

        JobLog.SetAside(logger, Job.Id, Job.Queue, Job.Tries, error.Reason);
        return JobOutcome.Failed;
    }

    // A host that stops asks once more, and then leaves the job to the lease's end.
    private async Task<bool> SettleAsync(Func<CancellationToken, Task<bool>> settle, CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                var settled = await settle(CancellationToken.None);
                if (!settled)
                {
                    JobLog.Lost(logger, Job.Id, Job.Queue, Job.Tries);
                }

                return settled;
            }
            catch (JobsUnavailableException) when (!stopping.IsCancellationRequested)
            {
                await Task.Delay(options.Poll, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (JobsUnavailableException e)
            {
                JobLog.StoreAway(logger, e.InnerException?.GetType().FullName);
                return false;
            }
        }
    }

    // Each third of a lease, and each second while the work gets on: others watch it.
    private async Task RenewAsync(CancellationToken ended)
    {
        var third = options.Lease / 3;
        var renewed = time.GetTimestamp();
        var told = _progress.Value;
        using var timer = new PeriodicTimer(third < Second ? third : Second, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                var (progress, now) = (_progress.Value, time.GetTimestamp());
                if (progress == told && time.GetElapsedTime(renewed, now) + timer.Period <= third)
                {
                    continue;
                }

                try
                {
                    if (!await store.RenewAsync(lease, progress.Done, progress.Total, ended))
                    {
                        await _lost.CancelAsync();
                        return;
                    }

                    (told, renewed) = (progress, now);
                }
                catch (JobsUnavailableException)
                {
                    // The work goes on: the store may be back before another worker asks for the job.
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }
}
