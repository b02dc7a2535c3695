using System.Diagnostics;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>A piece of work waits from when this is made until it is disposed: it counts in the queue's depth and wait, and leaves a span.</summary>
public sealed class QueueWait : IDisposable
{
    private readonly string _room;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly long _started;
    private readonly Activity? _span = Spans.Start("queue");

    /// <param name="room">Whose queue, as <c>segmentation</c>.</param>
    public QueueWait(string room)
    {
        _room = room;
        _started = _time.GetTimestamp();
        Measures.Queued(room, 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Measures.Queued(_room, -1);
        Measures.Waited(_room, _time.GetElapsedTime(_started));
        _span?.Dispose();
    }
}
