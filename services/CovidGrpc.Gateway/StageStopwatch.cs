using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Telemetry;

namespace CovidGrpc.Gateway;

/// <summary>Times stages that follow each other.</summary>
internal sealed class StageStopwatch(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();
    private readonly List<StageTiming> _laps = [];
    private long _lap = time.GetTimestamp();

    /// <summary>Ends a stage; the next one begins.</summary>
    public void Lap(string stage)
    {
        var duration = time.GetElapsedTime(_lap);
        Measures.StageTook(stage, duration);
        _laps.Add(new StageTiming { Stage = stage, DurationMs = duration.TotalMilliseconds });
        _lap = time.GetTimestamp();
    }

    /// <summary>All stages, and <c>total</c>.</summary>
    public IReadOnlyList<StageTiming> Finish() =>
        [.. _laps, new StageTiming { Stage = "total", DurationMs = time.GetElapsedTime(_started).TotalMilliseconds }];
}
