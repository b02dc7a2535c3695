namespace CovidGrpc.Jobs;

/// <summary>
/// A durable queue. What it has accepted is on disk; each job is lent to one worker at a time and goes to another when its lease lapses;
/// it leaves the queue only when it has ended. Every method throws <see cref="JobsUnavailableException"/> where the store is away.
/// </summary>
public interface IJobStore
{
    /// <summary>Accepts a job, or finds the one of the same id.</summary>
    /// <exception cref="ArgumentException">Its id, queue or payload is not as <see cref="NewJob"/> tells.</exception>
    /// <exception cref="JobConflictException">There is one of the same id with another queue or payload.</exception>
    Task<Job> SubmitAsync(NewJob job, CancellationToken cancellationToken);

    /// <summary>A job; null when there is none of that id.</summary>
    Task<Job?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists jobs of all queues, the newest first. A page ends early where its jobs are large together.</summary>
    /// <param name="state">Those in this state alone; all when null.</param>
    /// <param name="size">Most jobs to answer, 1 to 1000.</param>
    /// <param name="after">From the page before; null for the first.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ArgumentException"><paramref name="after"/> is from no page.</exception>
    Task<JobPage> ListAsync(JobState? state, int size, string? after, CancellationToken cancellationToken);

    /// <summary>Counts the jobs of a queue.</summary>
    Task<JobBacklog> CountAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Cancels a job that has not ended; its worker learns it when it renews. Answers the job; null when there is none.</summary>
    Task<Job?> CancelAsync(string id, CancellationToken cancellationToken);

    /// <summary>Puts a job that failed or was cancelled back into its queue, its tries counted anew. Answers the job; null when there is none.</summary>
    Task<Job?> ReplayAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lends the next job of a queue: one whose lease has lapsed, one whose next try is due, or a new one. Null when there is none.</summary>
    Task<JobLease?> TakeAsync(string queue, CancellationToken cancellationToken);

    /// <summary>Extends a lease and tells how far the work is. False when the lease is lost or the job was cancelled: the work must stop.</summary>
    Task<bool> RenewAsync(JobLease lease, uint done, uint total, CancellationToken cancellationToken);

    /// <summary>Ends a job with its result. False when the lease is lost. Repeatable, as the other ends of a lease: an answer may get lost.</summary>
    Task<bool> CompleteAsync(JobLease lease, ReadOnlyMemory<byte> result, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a try. With a delay the job is tried again after it; without one it is set aside as failed. False when the lease is lost.
    /// </summary>
    Task<bool> FailAsync(JobLease lease, JobError reason, TimeSpan? retryAfter, CancellationToken cancellationToken);

    /// <summary>Gives a job back untried: it is there for the next worker at once, and the try does not count. False when the lease is lost.</summary>
    Task<bool> ReleaseAsync(JobLease lease, CancellationToken cancellationToken);
}
