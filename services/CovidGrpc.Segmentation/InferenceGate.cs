using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Segmentation;

/// <summary>Lets a bounded number of slices in at a time, oldest first, a bounded number wait, and refuses the rest.</summary>
public sealed class InferenceGate(IOptions<InferenceOptions> options) : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.Concurrency,
        QueueLimit = options.Value.Waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Runs <paramref name="inference"/> on a thread of its own once there is room. A cancelled caller leaves the queue.</summary>
    /// <exception cref="TooManySlicesException">As many wait as may.</exception>
    public async Task<T> RunAsync<T>(Func<T> inference, CancellationToken cancellationToken)
    {
        using var lease = await _limiter.AcquireAsync(1, cancellationToken);
        return lease.IsAcquired ? await Task.Run(inference, cancellationToken) : throw new TooManySlicesException(RetryAfter);
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
