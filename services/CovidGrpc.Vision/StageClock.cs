using TorchSharp;

namespace CovidGrpc.Vision;

/// <summary>Measures stages that follow one another. A GPU's work is queued: the clock waits for it, so that each stage has its own.</summary>
internal sealed class StageClock(TimeProvider time, torch.Device device)
{
    private readonly TimeSpan[] _elapsed = new TimeSpan[Enum.GetValues<Stage>().Length];
    private long _start = time.GetTimestamp();

    /// <summary>The time since the last stage's end belongs to this one.</summary>
    internal void End(Stage stage)
    {
        if (device.type == DeviceType.CUDA)
            torch.cuda.synchronize(device);
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
