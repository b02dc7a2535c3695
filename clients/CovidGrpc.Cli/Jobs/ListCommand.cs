using System.CommandLine;
using System.Globalization;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Jobs;

/// <summary><c>covid jobs list</c>: the newest jobs.</summary>
internal static class ListCommand
{
    private const int MostJobs = 100_000;

    public static Command Create()
    {
        var (gateway, json) = (JobsArguments.Gateway(), JobsArguments.Json());
        var state = new Option<string?>("--state") { Description = "Those in this state alone.", HelpName = "STATE" };
        state.AcceptOnlyFromAmong([.. OperationNames.States.Select(each => each.Name())]);
        var limit = new Option<int>("--limit") { Description = "Most jobs to list.", HelpName = "N", DefaultValueFactory = _ => 100 }.Within(1, MostJobs);

        var command = new Command("list", "Lists jobs, the newest first.") { state, limit, json };
        gateway.AddTo(command);
        command.SetAction((parsed, cancellationToken) => JobsRun.RunAsync(
            gateway.Read(parsed)!,
            async client =>
            {
                var asked = OperationNames.States.FirstOrDefault(each => each.Name() == parsed.GetValue(state));
                var operations = client.ListAsync(asked, JobsRun.Patience, cancellationToken).Take(parsed.GetValue(limit));
                await WriteAsync(operations, parsed.GetValue(json), cancellationToken);
                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static async Task WriteAsync(IAsyncEnumerable<Operation> operations, bool json, CancellationToken cancellationToken)
    {
        if (json)
        {
            await foreach (var operation in operations.WithCancellation(cancellationToken))
            {
                JobsRun.Write(operation, json);
            }

            return;
        }

        TextTable.Write(TextTable.Of(
            ["job", "state", "of", "slices", "tries", "accepted", "changed", "failure"],
            await operations.Select(operation => (string[])
            [
                operation.OperationId, operation.State.Name(), operation.Source.Name(), $"{operation.Progress.Done}/{operation.Progress.Total}",
                operation.Tries.ToString(CultureInfo.InvariantCulture), OperationTable.Time(operation.CreateTime), OperationTable.Time(operation.UpdateTime), operation.Failure()?.Message ?? "",
            ]).ToListAsync(cancellationToken)));
    }
}
