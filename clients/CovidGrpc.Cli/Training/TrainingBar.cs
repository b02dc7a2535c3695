using CovidGrpc.Training.Runs;
using Spectre.Console;

namespace CovidGrpc.Cli.Training;

/// <summary>How a run goes on, as a bar with smoothed losses, iterations per second and the time that is left; validations stand above it.</summary>
internal sealed class TrainingBar(ProgressTask task, IAnsiConsole console) : IProgress<TrainingProgress>
{
    private const double Smoothing = 0.05;

    private readonly Dictionary<string, double> _means = [];

    public void Report(TrainingProgress value)
    {
        foreach (var (name, loss) in value.Losses.Where(loss => loss.Key is "segmentation" or "class"))
        {
            _means[name] = _means.TryGetValue(name, out var mean) ? mean + Smoothing * (loss - mean) : loss;
        }

        task.MaxValue = value.OfIterations;
        task.Value = value.Iterations;
        task.Description = $"{value.Iterations}/{value.OfIterations}  {TrainingLines.TextOf(_means)}  {task.Speed ?? 0:0.0}/s";
        if (value.Validation is { } validation)
        {
            console.MarkupLineInterpolated($"{value.Iterations}  {TrainingLines.TextOf(validation)}");
        }
    }
}
