using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Jobs.Work;

/// <summary>Empties the queues that this host has handlers for.</summary>
internal sealed class JobWorker(
    IJobStore store, IEnumerable<IJobHandler> handlers, IOptions<JobOptions> options, TimeProvider time, ILogger<JobWorker> logger) : BackgroundService
{
    private readonly IJobHandler[] _handlers = [.. handlers];
    private int _away;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Workers).Select(worker => WorkAsync(worker, stoppingToken)));

    // Each worker begins at another queue, and goes on behind the one that it served: no queue starves.
    private async Task WorkAsync(int next, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var found = false;
                for (var i = 0; i < _handlers.Length && !found; i++)
                {
                    next = (next + 1) % _handlers.Length;
                    var handler = _handlers[next];
                    if (await store.TakeAsync(handler.Queue, stopping) is { } lease)
                    {
                        found = true;
                        using var attempt = new JobTry(store, handler, lease, options.Value, time, logger);
                        await attempt.RunAsync(stopping);
                    }
                }

                if (Interlocked.Exchange(ref _away, 0) == 1)
                {
                    JobLog.StoreBack(logger);
                }

                if (!found)
                {
                    await Task.Delay(options.Value.Poll, time, stopping);
                }
            }
            catch (JobsUnavailableException e)
            {
                if (Interlocked.Exchange(ref _away, 1) == 0)
                {
                    JobLog.StoreAway(logger, e.InnerException?.GetType().FullName);
                }

                await Task.Delay(options.Value.Poll, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
