using System.CommandLine;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Jobs;

/// <summary>Commands that ask one thing of one job, and show it.</summary>
internal static class OperationCommand
{
    public static Command Create(string name, string description, Func<OperationClient, string, CancellationToken, Task<Operation>> ask)
    {
        var (id, gateway, json) = (JobsArguments.Id(), JobsArguments.Gateway(), JobsArguments.Json());
        var command = new Command(name, description) { id, json };
        gateway.AddTo(command);
        command.SetAction((parsed, cancellationToken) => JobsRun.RunAsync(
            gateway.Read(parsed)!,
            async client =>
            {
                JobsRun.Write(await ask(client, parsed.GetRequiredValue(id), cancellationToken), parsed.GetValue(json));
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }
}
