using CovidGrpc.Contracts.V1;
using CovidGrpc.Jobs;

namespace CovidGrpc.Gateway.Operations;

/// <summary>Tells which uploads jobs still need that have not ended.</summary>
internal sealed class NeededUploads(IJobStore jobs)
{
    private const int PageSize = 100;

    // A job that goes back to wait while the running ones are read is among those that wait by then.
    private static readonly JobState[] Live = [JobState.Pending, JobState.Running, JobState.Pending];

    /// <summary>Their ids.</summary>
    /// <exception cref="JobsUnavailableException">The store is away: nobody knows.</exception>
    public async Task<IReadOnlySet<string>> ListAsync(CancellationToken cancellationToken)
    {
        var needed = new HashSet<string>();
        foreach (var state in Live)
        {
            string? next = null;
            do
            {
                var page = await jobs.ListAsync(state, PageSize, next, cancellationToken);
                needed.UnionWith(page.Jobs.Where(job => job.Queue == JobQueues.Uploads).Select(job => UploadJob.Parser.ParseFrom(job.Payload.Span).UploadId));
                next = page.Next;
            }
            while (next is not null);
        }

        return needed;
    }
}
