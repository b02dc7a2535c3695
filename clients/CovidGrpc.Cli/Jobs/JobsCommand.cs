using System.CommandLine;

namespace CovidGrpc.Cli.Jobs;

/// <summary><c>covid jobs</c>: diagnoses that outlive a call, in a gateway.</summary>
internal static class JobsCommand
{
    public static Command Create() => new("jobs", "Starts, follows and tends diagnoses that outlive a call, in a gateway.")
    {
        StartCommand.Create(),
        ListCommand.Create(),
        OperationCommand.Create("show", "Shows a job, with its verdict once it has one.", (client, id, cancellationToken) => client.GetAsync(id, JobsRun.Patience, cancellationToken)),
        WatchCommand.Create(),
        OperationCommand.Create("cancel", "Asks a job to stop.", (client, id, cancellationToken) => client.CancelAsync(id, JobsRun.Patience, cancellationToken)),
        OperationCommand.Create("replay", "Puts a job back that failed or was cancelled.", (client, id, cancellationToken) => client.ReplayAsync(id, JobsRun.Patience, cancellationToken)),
    };
}
