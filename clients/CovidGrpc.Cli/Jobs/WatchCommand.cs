using System.CommandLine;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Jobs;

/// <summary><c>covid jobs watch</c>: a job until it has ended.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var (id, gateway, json) = (JobsArguments.Id(), JobsArguments.Gateway(), JobsArguments.Json());
        var command = new Command("watch", "Follows a job until it has ended: with --json each change, else a bar and the end.") { id, json };
        gateway.AddTo(command);
        command.SetAction((parsed, cancellationToken) => JobsRun.RunAsync(
            gateway.Read(parsed)!, client => FollowAsync(client, parsed.GetRequiredValue(id), parsed.GetValue(json), cancellationToken), cancellationToken));
        return command;
    }

    /// <summary>Follows a job to its end; the exit code tells whether it has a verdict.</summary>
    public static async Task<int> FollowAsync(OperationClient client, string id, bool json, CancellationToken cancellationToken)
    {
        using var progress = new Progress(files: 1);
        progress.Next(id);
        Operation? last = null;
        await foreach (var operation in client.WatchAsync(id, cancellationToken))
        {
            last = operation;
            progress.ShowShare(id, operation.Progress.Done, operation.Progress.Total);
            if (json)
            {
                JobsRun.Write(operation, json);
            }
        }

        progress.Clear();
        if (!json && last is not null)
        {
            JobsRun.Write(last, json);
        }

        return last?.State == Operation.Types.State.Succeeded ? ExitCode.Done : ExitCode.SomeFailed;
    }
}
