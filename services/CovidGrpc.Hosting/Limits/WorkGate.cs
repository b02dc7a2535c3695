using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using CovidGrpc.Hosting.Telemetry;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Limits;

/// <summary>
/// Lets a bounded number of pieces of heavy work in at a time, oldest first, a bounded number wait, and refuses the rest. Disposing
/// it cancels the work under way and waits for its end: only then may what the work uses be disposed.
/// </summary>
public sealed class WorkGate(IOptions<WorkGateOptions> options) : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.Concurrency,
        QueueLimit = options.Value.Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    private readonly string _room = options.Value.Room;
    private readonly FixedThreads _threads = new(options.Value.Concurrency);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<Task, bool> _running = new();

    /// <summary>Runs <paramref name="work"/> on one of the gate's threads once there is room. A cancelled caller leaves the queue.</summary>
    /// <exception cref="TooMuchWorkException">As much waits as may.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the gate closes.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        using var lease = await WaitAsync(stop.Token);
        if (!lease.IsAcquired)
        {
            throw new TooMuchWorkException(RetryAfter);
        }

        using var span = Spans.Start("work");
        Measures.Worked(_room, 1);
        var running = Task.Factory.StartNew(() => work(stop.Token), stop.Token, TaskCreationOptions.HideScheduler, _threads);
        _running.TryAdd(running, true);
        try
        {
            return await running;
        }
        finally
        {
            _running.TryRemove(running, out _);
            Measures.Worked(_room, -1);
        }
    }

    private async Task<RateLimitLease> WaitAsync(CancellationToken cancellationToken)
    {
        using var wait = new QueueWait(_room);
        return await _limiter.AcquireAsync(1, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_running.Keys).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _threads.Dispose();
        await _limiter.DisposeAsync();
    }
}
