namespace CovidGrpc.Hosting.Limits;

/// <summary>
/// Lets a bounded number of pieces of heavy work in at a time, oldest first, a bounded number wait, and refuses the rest: batches of one.
/// Disposing it cancels the work under way and waits for its end: only then may what the work uses be disposed.
/// </summary>
public sealed class WorkGate : IAsyncDisposable
{
    private readonly WorkBatcher<Func<CancellationToken, object?>, object?> _batches;

    /// <param name="room">Whose work it is, in traces and metrics, as <c>preprocessing</c>.</param>
    /// <param name="concurrency">Pieces of work at once.</param>
    /// <param name="waiting">Pieces of work that may wait.</param>
    /// <param name="time">The clock by which the work is measured.</param>
    public WorkGate(string room, int concurrency, int waiting, TimeProvider time) =>
        _batches = new(room, concurrency, waiting, BatchLimits.One, (batch, token) => [batch[0].Work(token)], time);

    /// <summary>Runs <paramref name="work"/> on one of the gate's threads once there is room. A cancelled caller leaves at once.</summary>
    /// <exception cref="TooMuchWorkException">As much waits as may.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the gate closes.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken) =>
        (T)(await _batches.RunAsync(work, token => work(token), cancellationToken))!;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _batches.DisposeAsync();
}
