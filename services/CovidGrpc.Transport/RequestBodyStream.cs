namespace CovidGrpc.Transport;

/// <summary>A request's body on its way to a connection. Its disposal ends the write that is under way and waits for it; what is written later goes nowhere.</summary>
/// <param name="connection">Where it goes; not disposed of.</param>
internal sealed class RequestBodyStream(Stream connection) : Stream
{
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _turn = new();
    private Task _underWay = Task.CompletedTask;
    private bool _isOver;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="OperationCanceledException">The writer gave up, or the body is over.</exception>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        CancellationTokenSource until;
        Task write;
        lock (_turn)
        {
            ThrowIfOver();
            until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
            _underWay = write = connection.WriteAsync(buffer, until.Token).AsTask();
        }

        using (until)
        {
            await write.ConfigureAwait(false);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        Task flush;
        lock (_turn)
        {
            ThrowIfOver();
            flush = connection.FlushAsync(cancellationToken);
        }

        await flush.ConfigureAwait(false);
    }

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        Task underWay;
        lock (_turn)
        {
            _isOver = true;
            underWay = _underWay;
        }

        // Cancel would run callbacks here, perhaps within the caller's own cancellation, whose next callbacks may be what ends the write.
        await _end.CancelAsync().ConfigureAwait(false);
        await underWay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _end.Dispose();
        }

        base.Dispose(disposing);
    }

    private void ThrowIfOver()
    {
        if (_isOver)
        {
            throw new OperationCanceledException("The request's body is over: the call has ended.");
        }
    }
}
