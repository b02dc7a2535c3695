using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;

namespace CovidGrpc.Jobs.Work;

/// <summary>
/// Shows what waits in the queues, of other hosts too: whoever works on them may be away. Every host that shares the store shows the same;
/// while the store is away it shows nothing. One gauge for all hosts of a process: of several with the same name, all would vanish with the first that
/// ends.
/// </summary>
internal sealed class BacklogWatch : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private static readonly ConcurrentDictionary<BacklogWatch, bool> Watches = new();
    private static readonly Meter House = new(JobMeasures.Source);

    private readonly IJobStore _store;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<(string Queue, JobBacklog Backlog)> _backlogs = [];

    static BacklogWatch()
    {
        House.CreateObservableGauge("covidgrpc.jobs", () => All().SelectMany(Counts), "{job}", "Jobs by state.");
        House.CreateObservableGauge(
            "covidgrpc.jobs.oldest.age",
            () => All().Select(queue => new Measurement<double>(queue.Backlog.OldestAge.TotalSeconds, new KeyValuePair<string, object?>("queue", queue.Queue))),
            "s",
            "Time since the oldest job that has not ended was accepted.");
    }

    public BacklogWatch(IJobStore store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        Watches.TryAdd(this, true);
    }

    public override void Dispose()
    {
        Watches.TryRemove(this, out _);
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, _time);
        try
        {
            do
            {
                _backlogs = await CountAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<IReadOnlyList<(string, JobBacklog)>> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            var backlogs = new List<(string, JobBacklog)>();
            foreach (var queue in JobQueues.All)
            {
                backlogs.Add((queue, await _store.CountAsync(queue, cancellationToken)));
            }

            return backlogs;
        }
        catch (JobsUnavailableException)
        {
            // The workers log it.
            return [];
        }
    }

    private static IEnumerable<(string Queue, JobBacklog Backlog)> All() => Watches.Keys.SelectMany(watch => watch._backlogs);

    private static IEnumerable<Measurement<int>> Counts((string Queue, JobBacklog Backlog) queue)
    {
        yield return Count("pending", queue.Backlog.Pending);
        yield return Count("running", queue.Backlog.Running);
        yield return Count("failed", queue.Backlog.Failed);

        Measurement<int> Count(string state, int jobs) => new(jobs, new("queue", queue.Queue), new("state", state));
    }
}
