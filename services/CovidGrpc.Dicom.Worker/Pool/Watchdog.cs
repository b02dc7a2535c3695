using System.Diagnostics;

namespace CovidGrpc.Dicom.Worker.Pool;

/// <summary>Kills a process that takes too long; whoever reads from it then finds its output ended.</summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly TimeSpan _processorLimit;
    private readonly TimeSpan _clockLimit;
    private readonly TimeSpan _processorStart;
    private readonly long _clockStart;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    /// <param name="process">Process.</param>
    /// <param name="processorLimit">Most processor time from now on.</param>
    /// <param name="clockLimit">Most time by the clock.</param>
    /// <param name="time">Clock.</param>
    public Watchdog(Process process, TimeSpan processorLimit, TimeSpan clockLimit, TimeProvider time)
    {
        (_process, _processorLimit, _clockLimit, _time) = (process, processorLimit, clockLimit, time);
        _processorStart = ProcessorTime() ?? TimeSpan.Zero;
        _clockStart = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>Whether the process was killed for taking too long.</summary>
    public bool HasKilled { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (_time.GetElapsedTime(_clockStart) < _clockLimit && (ProcessorTime() is not { } used || used - _processorStart < _processorLimit))
            return;
        HasKilled = true;
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself and was given up meanwhile.
        }
    }

    // Null once the process has ended.
    private TimeSpan? ProcessorTime()
    {
        try
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
