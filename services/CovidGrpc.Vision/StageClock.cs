namespace CovidGrpc.Vision;

/// <summary>Measures stages that follow one another. On a GPU work is queued, so a stage's time includes only what it waited for.</summary>
internal sealed class StageClock(TimeProvider time)
{
    private readonly TimeSpan[] _elapsed = new TimeSpan[Enum.GetValues<Stage>().Length];
    private long _start = time.GetTimestamp();

    /// <summary>The time since the last stage's end belongs to this one.</summary>
    internal void End(Stage stage)
    {
        var now = time.GetTimestamp();
        _elapsed[(int)stage] = time.GetElapsedTime(_start, now);
        _start = now;
    }

    internal StageTimings Timings()
    {
        return new(
            _elapsed[(int)Stage.Input],
            _elapsed[(int)Stage.Backbone],
            _elapsed[(int)Stage.Proposals],
            _elapsed[(int)Stage.Sequence],
            _elapsed[(int)Stage.Findings]);
    }
}
