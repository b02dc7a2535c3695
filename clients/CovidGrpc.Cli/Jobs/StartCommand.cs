using System.CommandLine;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Cli.Diagnosing.Scans;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Jobs;

/// <summary><c>covid jobs start</c>: uploads a scan and starts its diagnosis.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { Description = "A folder or ZIP that holds one scan." }.RefusingOptions();
        var (gateway, json) = (JobsArguments.Gateway(), JobsArguments.Json());
        var window = WindowOption.Create();
        var classOnly = new Option<bool>("--class-only") { Description = "The class alone, without findings: faster." };
        var wait = new Option<bool>("--wait") { Description = "Follow the job until it has ended." };

        var command = new Command("start", "Uploads a scan and starts its diagnosis, which goes on without this program.") { path, window, classOnly, wait, json };
        gateway.AddTo(command);
        command.SetAction((parsed, cancellationToken) => JobsRun.RunAsync(
            gateway.Read(parsed)!,
            async client =>
            {
                var options = new DiagnosisOptions { Window = WindowOption.Parse(parsed.GetValue(window)), ClassificationOnly = parsed.GetValue(classOnly) };
                var operation = await StartAsync(client, parsed.GetRequiredValue(path), options, cancellationToken);
                JobsRun.Write(operation, parsed.GetValue(json));
                return parsed.GetValue(wait)
                    ? await WatchCommand.FollowAsync(client, operation.OperationId, parsed.GetValue(json), cancellationToken)
                    : ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static async Task<Operation> StartAsync(OperationClient client, string path, DiagnosisOptions options, CancellationToken cancellationToken)
    {
        if (!ScanEntries.AreIn(path))
        {
            throw new IOException($"{path}: no folder, no ZIP and no multi-frame file");
        }

        using var progress = new Progress(files: 1);
        progress.Next(path);
        using var entries = ScanEntries.Open(path);
        var bar = new Counter(sent => progress.ShowShare(path, (uint)sent, (uint)entries.Files.Count));
        var upload = await client.UploadAsync(entries.Files, bar, cancellationToken);
        progress.Clear();
        if (upload.LeftOut is { } leftOut)
        {
            JobsRun.Complain($"{path}: {leftOut.Message}");
        }

        return await client.StartAsync(upload.Id, options, timeout: JobsRun.Patience, cancellationToken: cancellationToken);
    }

    // Unlike Progress<T> it tells at once and in order.
    private sealed class Counter(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
