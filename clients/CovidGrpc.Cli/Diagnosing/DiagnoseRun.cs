using CovidGrpc.Cli.Diagnosing.Scans;
using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using CovidGrpc.Suite;
using Grpc.Core;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary><c>covid diagnose</c>: every image and scan in turn; one that fails gets its line, and the others are still done.</summary>
internal sealed class DiagnoseRun
{
    private readonly DiagnoseSettings _settings;
    private readonly DiagnosisClient _client;
    private readonly Progress _progress;

    private DiagnoseRun(DiagnoseSettings settings, DiagnosisClient client, Progress progress) =>
        (_settings, _client, _progress) = (settings, client, progress);

    public static async Task<int> RunAsync(DiagnoseSettings settings, CancellationToken cancellationToken)
    {
        using var progress = new Progress(settings.Files.Count);
        try
        {
            progress.Show(settings.Gateway is null ? "starting the services" : "connecting");
            await using var suite = settings.Gateway is null ? await LocalServices.StartAsync(settings.Services, cancellationToken) : null;
            using var client = settings.Gateway is { } gateway ? DiagnosisClient.Connect(gateway.Address, gateway.Security) : new DiagnosisClient(suite!.Channel);
            var run = new DiagnoseRun(settings, client, progress);
            var exit = ExitCode.Done;
            foreach (var file in settings.Files)
            {
                exit = Math.Max(exit, await run.DiagnoseAsync(file, cancellationToken));
            }

            return exit;
        }
        catch (SuiteStartException e)
        {
            progress.Clear();
            await Console.Error.WriteLineAsync($"covid: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
    }

    private async Task<int> DiagnoseAsync(string file, CancellationToken cancellationToken)
    {
        _progress.Next(file);
        try
        {
            if (ScanEntries.AreIn(file))
            {
                var scan = await new ScanRun(_client, _settings.Options, _settings.ScanTimeout, _progress).RunAsync(file, cancellationToken);
                _progress.Clear();
                Console.Out.WriteLine(_settings.Json ? ScanJson.Write(scan) : ScanTable.Write(scan));
                return ExitCode.Done;
            }

            var bytes = await ImageFile.ReadAsync(file, cancellationToken);
            var diagnosis = await _client.DiagnoseAsync(bytes, _settings.Options, _settings.Timeout, cancellationToken);
            _progress.Clear();
            Console.Out.WriteLine(_settings.Json ? DiagnosisJson.Write(file, diagnosis) : DiagnosisTable.Write(file, diagnosis));
            return _settings.Overlay is { } overlay ? Draw(bytes, diagnosis, overlay.FileFor(file)) : ExitCode.Done;
        }
        catch (DiagnosisException e)
        {
            Fail(file, e.Reason, e.Message);
            return e.Code == StatusCode.Unavailable ? ExitCode.Unavailable : ExitCode.SomeFailed;
        }
        catch (IOException e)
        {
            Fail(file, "FILE", e.Message);
            return ExitCode.SomeFailed;
        }
    }

    private static int Draw(byte[] file, DiagnoseResponse diagnosis, string path)
    {
        try
        {
            OverlayFile.Write(path, file, diagnosis);
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or UnreadableImageException or FormatException)
        {
            Console.Error.WriteLine($"covid: {path}: the overlay cannot be drawn or written");
            return ExitCode.SomeFailed;
        }
    }

    private void Fail(string file, string reason, string message)
    {
        _progress.Clear();
        if (_settings.Json)
        {
            Console.Out.WriteLine(DiagnosisJson.WriteError(file, reason, message));
        }

        Console.Error.WriteLine($"covid: {file}: {message}");
    }
}
