using System.CommandLine;

namespace CovidGrpc.Cli.Evaluating;

/// <summary><c>covid evaluate</c>: predictions against the truth.</summary>
internal static class EvaluateCommand
{
    public static Command Create() => new("evaluate", "Measures predictions against the truth, beside the published figures.")
    {
        ClassificationCommand.Create(),
        SegmentationCommand.Create(),
    };
}
