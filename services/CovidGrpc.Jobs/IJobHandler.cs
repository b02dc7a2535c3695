namespace CovidGrpc.Jobs;

/// <summary>Does the jobs of one queue.</summary>
public interface IJobHandler
{
    /// <summary>The queue.</summary>
    string Queue { get; }

    /// <summary>
    /// Does a job; it may have been done before, wholly or in part. A <see cref="JobFailedException"/> tells whether another try makes sense;
    /// after any other exception there is one.
    /// </summary>
    /// <param name="job">The job.</param>
    /// <param name="progress">Takes work done and work in all.</param>
    /// <param name="cancellationToken">Cancelled when the job is, when its lease is lost and when the host stops.</param>
    /// <returns>What came of it, at most 4 MiB; kept with the job.</returns>
    Task<ReadOnlyMemory<byte>> RunAsync(Job job, IProgress<(uint Done, uint Total)> progress, CancellationToken cancellationToken);
}
