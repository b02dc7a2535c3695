using System.Diagnostics;
using CovidGrpc.Hosting.Telemetry;

namespace CovidGrpc.Hosting.Limits;

/// <summary>
/// What traces and metrics learn of a piece of work. It waits from when this is made, runs from <see cref="Begin"/>, and is over when this is
/// disposed: spans <c>queue</c> and <c>work</c> below the caller's.
/// </summary>
internal sealed class WorkTrace : IDisposable
{
    private readonly string _room;
    private readonly TimeProvider _time;
    private readonly long _entered;
    private readonly Activity? _caller = Activity.Current;
    private Activity? _span;
    private TimeSpan? _waited;
    private bool _runs;

    /// <param name="room">Whose work it is, as <c>segmentation</c>.</param>
    /// <param name="time">The clock of the wait.</param>
    public WorkTrace(string room, TimeProvider time)
    {
        (_room, _time, _entered) = (room, time, time.GetTimestamp());
        _span = Start("queue");
        Measures.Queued(_room, 1);
    }

    /// <summary>How long the piece has waited; once it runs, how long it had.</summary>
    public TimeSpan Waited => _waited ?? _time.GetElapsedTime(_entered);

    /// <summary>The wait is over, and the piece runs.</summary>
    public void Begin()
    {
        LeaveQueue();
        _runs = true;
        _span = Start("work");
        Measures.Worked(_room, 1);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_runs)
        {
            LeaveQueue();
            return;
        }

        Measures.Worked(_room, -1);
        _span?.Dispose();
    }

    private void LeaveQueue()
    {
        _waited = Waited;
        Measures.Queued(_room, -1);
        Measures.Waited(_room, Waited);
        _span?.Dispose();
    }

    // Other threads end the span, so it is current on none.
    private Activity? Start(string stage)
    {
        var current = Activity.Current;
        Activity.Current = _caller;
        var span = Spans.Start(stage);
        Activity.Current = current;
        return span;
    }
}
