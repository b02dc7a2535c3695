using CovidGrpc.Training.Runs;

namespace CovidGrpc.Training.Tests.Runs;

/// <summary>Does something at each iteration, on the thread that trains.</summary>
internal sealed class Reports(Action<TrainingProgress>? at = null) : IProgress<TrainingProgress>
{
    public List<TrainingProgress> All { get; } = [];

    public void Report(TrainingProgress value)
    {
        All.Add(value);
        at?.Invoke(value);
    }
}
