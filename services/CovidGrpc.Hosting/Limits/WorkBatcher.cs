namespace CovidGrpc.Hosting.Limits;

/// <summary>
/// Gathers heavy work that waits into runs, oldest first:
/// <code>
/// piece ──▶ queue, bounded ──▶ run: the oldest piece and those of its kind behind it ──▶ to each caller its own result
///    └▶ refused when full        └▶ a caller who gives up leaves, and with the last one the run ends
/// </code>
/// A thread that is idle begins with the first piece at once; what comes meanwhile makes the next run. The queue is a list under a lock and no
/// channel, since pieces leave it from the middle. Threads are its own, always the same ones: the C library and libtorch keep memory for each
/// thread that ever called them; on threads of the pool, which come and go, a process grows by hundreds of MiB.
/// </summary>
/// <typeparam name="TWork">A piece of work.</typeparam>
/// <typeparam name="TResult">Its result.</typeparam>
public sealed class WorkBatcher<TWork, TResult> : IAsyncDisposable
{
    // A third of the time that callers give a call. In a queue as long as their patience each piece would be given up just before its result.
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(10);

    private readonly string _room;
    private readonly Func<IReadOnlyList<QueuedWork<TWork>>, CancellationToken, IReadOnlyList<TResult>> _run;
    private readonly BatchLimits _limits;
    private readonly int _mayWait;
    private readonly TimeProvider _time;
    private readonly Task[] _threads;

    // Guards everything below.
    private readonly object _lock = new();
    private readonly LinkedList<Piece> _queue = new();
    private readonly List<Batch> _running = [];
    private readonly WorkPace _pace = new();
    private bool _isClosing;

    /// <param name="room">Whose work it is, in traces and metrics, as <c>segmentation</c>.</param>
    /// <param name="concurrency">Runs at once, each on a thread of its own.</param>
    /// <param name="waiting">Pieces that may wait.</param>
    /// <param name="limits">How much is done in one run.</param>
    /// <param name="run">
    /// Does the pieces of a run, and gives a result for each, in order. A run of several that fails is done again piece by piece, so that one
    /// that cannot be done fails for its own caller alone.
    /// </param>
    /// <param name="time">The clock by which waits and runs are measured.</param>
    public WorkBatcher(
        string room,
        int concurrency,
        int waiting,
        BatchLimits limits,
        Func<IReadOnlyList<QueuedWork<TWork>>, CancellationToken, IReadOnlyList<TResult>> run,
        TimeProvider time)
    {
        (_room, _run, _limits, _mayWait, _time) = (room, run, limits, waiting, time);
        _threads = new Task[concurrency];
        for (var i = 0; i < concurrency; i++)
        {
            _threads[i] = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    /// <summary>Pieces that wait now.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _queue.Count;
            }
        }
    }

    /// <summary>The result of a piece of work, once its run has ended. A caller who gives up leaves at once, wherever the piece is.</summary>
    /// <param name="kind">Pieces of equal kinds can be done in one run.</param>
    /// <param name="work">The piece.</param>
    /// <param name="cancellationToken">Gives the piece up.</param>
    /// <exception cref="TooMuchWorkException">As much waits as may, or the oldest that waits has done so for 10 s.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up, or the batcher closes.</exception>
    public async Task<TResult> RunAsync(object kind, TWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var piece = Enter(kind, work);
        using var leave = cancellationToken.UnsafeRegister(_ => Leave(piece, cancellationToken), null);
        return await piece.Result.Task;
    }

    /// <summary>Cancels what waits and what runs, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosing = true;
            foreach (var piece in _queue)
            {
                piece.Trace.Dispose();
                piece.Result.TrySetCanceled();
            }

            _queue.Clear();
            _running.ForEach(batch => batch.Stop.Cancel());
            Monitor.PulseAll(_lock);
        }

        await Task.WhenAll(_threads);
    }

    private Piece Enter(object kind, TWork work)
    {
        lock (_lock)
        {
            if (_isClosing)
            {
                throw new OperationCanceledException("no more work is taken");
            }

            // What the idle threads are about to take does not wait.
            if (_queue.Count >= _mayWait + _threads.Length - _running.Count || IsSlow())
            {
                throw new TooMuchWorkException(_pace.Until(_queue.Count + _running.Sum(batch => batch.Pieces.Count), _threads.Length));
            }

            var piece = new Piece(kind, work, new WorkTrace(_room, _time), isHeld: _running.Count == _threads.Length);
            _queue.AddLast(piece.Place);
            Monitor.PulseAll(_lock);
            return piece;
        }
    }

    // A piece that is held back for more does not wait for a thread.
    private bool IsSlow() => _running.Count == _threads.Length && _queue.First?.Value.Trace.Waited > LongestQueue;

    private void Leave(Piece piece, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (piece.Place.List is not null)
            {
                _queue.Remove(piece.Place);
                piece.Trace.Dispose();
            }
            else if (_running.Find(batch => batch.Pieces.Contains(piece)) is { } batch && --batch.Callers == 0)
            {
                batch.Stop.Cancel();
            }
        }

        piece.Result.TrySetCanceled(cancellationToken);
    }

    private void Work()
    {
        while (Next() is { } batch)
        {
            var started = _time.GetTimestamp();
            var answers = Run(batch.Pieces, batch.Stop.Token);
            lock (_lock)
            {
                _running.Remove(batch);
                foreach (var piece in batch.Pieces)
                {
                    piece.Trace.Dispose();
                }

                if (batch.Callers > 0)
                {
                    _pace.Add(_time.GetElapsedTime(started), batch.Pieces.Count);
                }

                batch.Stop.Dispose();
            }

            // Not before: who asks again at once finds the thread idle.
            foreach (var answer in answers)
            {
                answer();
            }
        }
    }

    // Null when the batcher closes.
    private Batch? Next()
    {
        lock (_lock)
        {
            while (!_isClosing)
            {
                if (_queue.First is not { } oldest)
                {
                    Monitor.Wait(_lock);
                    continue;
                }

                var pieces = _queue.Where(piece => piece.Kind.Equals(oldest.Value.Kind)).Take(_limits.Most).ToArray();
                var patience = oldest.Value.IsHeld ? _limits.LongestWait - oldest.Value.Trace.Waited : TimeSpan.Zero;
                if (pieces.Length == _limits.Most || patience <= TimeSpan.Zero)
                {
                    return Take(pieces);
                }

                Monitor.Wait(_lock, (int)Math.Ceiling(patience.TotalMilliseconds));
            }

            return null;
        }
    }

    private Batch Take(Piece[] pieces)
    {
        foreach (var piece in pieces)
        {
            _queue.Remove(piece.Place);
            piece.Trace.Begin();
        }

        var batch = new Batch(pieces);
        _running.Add(batch);
        return batch;
    }

    // What each caller is to be told.
    private Action[] Run(IReadOnlyList<Piece> pieces, CancellationToken stop)
    {
        try
        {
            var results = _run([.. pieces.Select(piece => new QueuedWork<TWork>(piece.Work, piece.Trace.Waited))], stop);
            return [.. pieces.Zip(results, Action (piece, result) => () => piece.Result.TrySetResult(result))];
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return [.. pieces.Select(Action (piece) => () => piece.Result.TrySetCanceled(stop))];
        }
        catch (Exception) when (pieces.Count > 1)
        {
            return [.. pieces.Where(piece => !piece.Result.Task.IsCompleted).SelectMany(piece => Run([piece], stop))];
        }
        catch (Exception e)
        {
            return [() => pieces[0].Result.TrySetException(e)];
        }
    }

    private sealed class Piece
    {
        public Piece(object kind, TWork work, WorkTrace trace, bool isHeld)
        {
            (Kind, Work, Trace, IsHeld) = (kind, work, trace, isHeld);
            Place = new LinkedListNode<Piece>(this);
        }

        public object Kind { get; }

        public TWork Work { get; }

        public WorkTrace Trace { get; }

        /// <summary>Whether all threads were busy when it came, so that it may be held back for more.</summary>
        public bool IsHeld { get; }

        public LinkedListNode<Piece> Place { get; }

        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Batch(IReadOnlyList<Piece> pieces)
    {
        public IReadOnlyList<Piece> Pieces => pieces;

        /// <summary>Those who still wait for a result.</summary>
        public int Callers { get; set; } = pieces.Count;

        public CancellationTokenSource Stop { get; } = new();
    }
}
