using System.Globalization;
using CovidGrpc.Training.Runs;

namespace CovidGrpc.Cli.Training;

/// <summary>How a run goes on, for output that is no terminal: a line for every tenth of a percent or validation.</summary>
internal sealed class TrainingLines(TextWriter output) : IProgress<TrainingProgress>
{
    private const int Lines = 1000;

    public void Report(TrainingProgress value)
    {
        if (value.Validation is null && value.Iterations % Math.Max(1, value.OfIterations / Lines) != 0)
        {
            return;
        }

        output.WriteLine($"{value.Iterations}/{value.OfIterations}  {TextOf(value.Losses)}");
        if (value.Validation is { } validation)
        {
            output.WriteLine($"  validation  {TextOf(validation)}");
        }
    }

    /// <summary>Names and figures on one line.</summary>
    public static string TextOf(IReadOnlyDictionary<string, double> values) =>
        string.Join("  ", values.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {entry.Value:0.000}")));
}
