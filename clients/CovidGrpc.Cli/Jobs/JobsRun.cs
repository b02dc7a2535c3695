using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using Grpc.Core;

namespace CovidGrpc.Cli.Jobs;

/// <summary>Runs one of the commands of jobs: what fails becomes a line on standard error and an exit code.</summary>
internal static class JobsRun
{
    /// <summary>Longest wait for an answer that needs no work.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(GatewayTarget gateway, Func<OperationClient, Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            using var client = OperationClient.Connect(gateway.Address, gateway.Security);
            return await work(client);
        }
        catch (DiagnosisException e)
        {
            Complain(e.Message);
            return e.Code == StatusCode.Unavailable ? ExitCode.Unavailable : ExitCode.SomeFailed;
        }
        catch (IOException e)
        {
            Complain(e.Message);
            return ExitCode.SomeFailed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
    }

    public static void Complain(string text) => Console.Error.WriteLine($"covid: {PlainText.Of(text)}");

    public static void Write(Operation operation, bool json) => Console.Out.WriteLine(json ? OperationJson.Write(operation) : OperationTable.Write(operation));
}
