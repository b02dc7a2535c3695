using System.CommandLine;

namespace CovidGrpc.Cli.Training;

/// <summary><c>covid train</c>: trains a network.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var config = new Argument<string>("CONFIG") { Description = "What is trained, how and on what: a JSON file, as deploy/training/ has them." }.RefusingOptions();
        var output = new Option<string>("--out")
        {
            Description = "The run's folder. When a run of the same configuration is there, it goes on from its last checkpoint.",
            HelpName = "DIR",
            Required = true,
        };
        var data = new Option<string?>("--data") { Description = "What folders of data sets are relative to. Default: the configuration's folder.", HelpName = "DIR" };
        var command = new Command("train", "Trains a network; stopped or killed, it goes on with the same numbers.") { config, output, data };
        command.SetAction((parsed, cancellationToken) =>
            TrainRun.RunAsync(parsed.GetRequiredValue(config), parsed.GetValue(data), parsed.GetRequiredValue(output), cancellationToken));
        return command;
    }
}
