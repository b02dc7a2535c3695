using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace CovidGrpc.Jobs.Redis;

/// <summary>
/// A durable queue on Redis Streams. Each queue is a stream of references, read by a consumer group; an entry is acknowledged and deleted
/// in the step in which its job ends. A job's state is a hash; a sorted set holds the jobs that wait for their next try, another the order
/// of acceptance, and a stream for each queue the jobs that were set aside, with the reason. A lease is the time that an entry has been
/// idle. Each step is one script, fenced by the lease's token. Needs Redis 7 with an append-only file and <c>appendfsync always</c>.
/// </summary>
internal sealed class RedisJobStore(IOptions<JobOptions> options, TimeProvider time, ILogger<RedisJobStore> logger) : IJobStore, IAsyncDisposable
{
    /// <summary>What all keys begin with.</summary>
    public const string Keys = "{covid-jobs}:";

    private readonly JobsConnection _connection = new(options.Value, time, logger);

    private long Retention => (long)options.Value.Retention.TotalMilliseconds;

    public async Task<Job> SubmitAsync(NewJob job, CancellationToken cancellationToken)
    {
        job.Check();
        var answer = await _connection.RunAsync(JobScripts.Submit, cancellationToken, job.Id, job.Queue, job.Payload);
        return job.Same(JobFields.Read(answer)!);
    }

    public async Task<Job?> FindAsync(string id, CancellationToken cancellationToken) =>
        JobFields.Read(await _connection.RunAsync(JobScripts.Find, cancellationToken, id));

    public async Task<JobPage> ListAsync(JobState? state, int size, string? after, CancellationToken cancellationToken)
    {
        var page = new PageReader(size, after);
        RedisValue below = page.Below;
        while (true)
        {
            var answer = (RedisResult[])(await _connection.RunAsync(JobScripts.List, cancellationToken, below, (int?)state ?? RedisValue.EmptyString, size + 1))!;
            foreach (var job in (RedisResult[])answer[1]!)
            {
                if (!page.Add(JobFields.Number(job), JobFields.Read(job)!))
                {
                    return page.Page();
                }
            }

            if (answer[0].IsNull)
            {
                return page.Page();
            }

            below = (RedisValue)answer[0];
        }
    }

    public async Task<JobBacklog> CountAsync(string queue, CancellationToken cancellationToken)
    {
        var counts = (long[])(await _connection.RunAsync(JobScripts.Count, cancellationToken, queue, Retention))!;
        return new JobBacklog((int)counts[0], (int)counts[1], (int)counts[2], TimeSpan.FromMilliseconds(Math.Max(0, counts[3])));
    }

    public async Task<Job?> CancelAsync(string id, CancellationToken cancellationToken) =>
        JobFields.Read(await _connection.RunAsync(JobScripts.Cancel, cancellationToken, id, Retention));

    public async Task<Job?> ReplayAsync(string id, CancellationToken cancellationToken) =>
        JobFields.Read(await _connection.RunAsync(JobScripts.Replay, cancellationToken, id));

    public async Task<JobLease?> TakeAsync(string queue, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        var lost = JobError.WorkerLost;
        var answer = await _connection.RunAsync(
            JobScripts.Take, cancellationToken, queue, token, (long)options.Value.Lease.TotalMilliseconds, options.Value.MostTries, Retention,
            lost.Code, lost.Reason, lost.Message);
        return JobFields.Read(answer) is { } job ? new JobLease(job, token) : null;
    }

    public async Task<bool> RenewAsync(JobLease lease, uint done, uint total, CancellationToken cancellationToken) =>
        (bool)await _connection.RunAsync(JobScripts.Renew, cancellationToken, lease.Job.Id, lease.Token, done, total);

    public async Task<bool> CompleteAsync(JobLease lease, ReadOnlyMemory<byte> result, CancellationToken cancellationToken) =>
        (bool)await _connection.RunAsync(JobScripts.Complete, cancellationToken, lease.Job.Id, lease.Token, result, Retention);

    public async Task<bool> FailAsync(JobLease lease, JobError reason, TimeSpan? retryAfter, CancellationToken cancellationToken) =>
        (bool)await _connection.RunAsync(
            JobScripts.Fail, cancellationToken, lease.Job.Id, lease.Token, reason.Code, reason.Reason, reason.Message,
            (long?)retryAfter?.TotalMilliseconds ?? RedisValue.EmptyString, Retention);

    public async Task<bool> ReleaseAsync(JobLease lease, CancellationToken cancellationToken) =>
        (bool)await _connection.RunAsync(JobScripts.Release, cancellationToken, lease.Job.Id, lease.Token);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
