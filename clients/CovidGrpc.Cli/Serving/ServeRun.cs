using CovidGrpc.Suite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CovidGrpc.Cli.Serving;

/// <summary><c>covid serve</c>: the suite until it is stopped. Logs go to standard error, the addresses to standard output.</summary>
internal static class ServeRun
{
    public static async Task<int> RunAsync(int port, int httpPort, SuiteOptions services, IReadOnlyDictionary<string, string?> settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var suite = await LocalServices.StartAsync(
                services with
                {
                    GrpcUrl = $"http://127.0.0.1:{port}",
                    HttpUrl = $"http://127.0.0.1:{httpPort}",
                    Settings = settings,
                    Logging = LogToStandardError,
                },
                cancellationToken);
            Console.Out.WriteLine($"gRPC {suite.GrpcAddress}");
            Console.Out.WriteLine($"HTTP {suite.HttpAddress} (gRPC-Web, JSON)");
            Console.Out.WriteLine($"Viewer {suite.HttpAddress}/");
            await suite.WaitAsync(cancellationToken);
            return ExitCode.Done;
        }
        catch (SuiteStartException e)
        {
            await Console.Error.WriteLineAsync($"covid: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private static void LogToStandardError(ILoggingBuilder logging)
    {
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
