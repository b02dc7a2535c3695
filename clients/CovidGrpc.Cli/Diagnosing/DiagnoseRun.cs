using CovidGrpc.Client;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Imaging;
using CovidGrpc.Suite;
using Grpc.Core;
using Window = CovidGrpc.Imaging.Window;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary><c>covid diagnose</c>: every file in turn; one that fails gets its line, and the others are still done.</summary>
internal static class DiagnoseRun
{
    public static async Task<int> RunAsync(DiagnoseSettings settings, CancellationToken cancellationToken)
    {
        using var progress = new Progress(settings.Files.Count);
        try
        {
            progress.Show(settings.Gateway is null ? "starting the services" : "connecting");
            await using var suite = settings.Gateway is null ? await CovidSuite.StartAsync(new SuiteOptions(settings.Model), cancellationToken) : null;
            using var client = settings.Gateway is { } gateway ? DiagnosisClient.Connect(gateway) : new DiagnosisClient(suite!.Channel);
            return await RunAsync(settings, client, progress, cancellationToken);
        }
        catch (SuiteStartException e)
        {
            progress.Clear();
            await Console.Error.WriteLineAsync($"covid: {e.Message}");
            return ExitCode.Unavailable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            progress.Clear();
            return ExitCode.Cancelled;
        }
    }

    private static async Task<int> RunAsync(DiagnoseSettings settings, DiagnosisClient client, Progress progress, CancellationToken cancellationToken)
    {
        var exit = ExitCode.Done;
        foreach (var file in settings.Files)
        {
            progress.Next(file);
            try
            {
                var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
                var options = new DiagnosisOptions { Window = settings.Window, ClassificationOnly = settings.ClassificationOnly };
                var diagnosis = await client.DiagnoseAsync(bytes, options, settings.Timeout, cancellationToken);
                if (settings.Overlay is { } overlay)
                {
                    Draw(bytes, diagnosis, overlay.FileFor(file));
                }

                progress.Clear();
                Console.Out.WriteLine(settings.Json ? DiagnosisJson.Write(file, diagnosis) : DiagnosisTable.Write(file, diagnosis));
            }
            catch (DiagnosisException e)
            {
                Fail(file, e.Reason, e.Message);
                exit = Math.Max(exit, e.Code == StatusCode.Unavailable ? ExitCode.Unavailable : ExitCode.SomeFailed);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(file, "FILE", Plain(e));
                exit = Math.Max(exit, ExitCode.SomeFailed);
            }
        }

        return exit;

        void Fail(string file, string reason, string message)
        {
            progress.Clear();
            if (settings.Json)
            {
                Console.Out.WriteLine(DiagnosisJson.WriteError(file, reason, message));
            }

            Console.Error.WriteLine($"covid: {file}: {message}");
        }
    }

    private static void Draw(byte[] file, DiagnoseResponse diagnosis, string path)
    {
        var window = diagnosis.Window is { } used ? new Window(used.Center, used.Width) : Window.Lung;
        var source = SourceImage.Read(file, new SliceReaderOptions { Window = window });
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
        }

        using var output = File.Create(path);
        OverlayPainter.Paint(source, diagnosis, output);
    }

    private static string Plain(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file",
        UnauthorizedAccessException => "this is a folder, or it may not be read or written",
        _ => "the file cannot be read or written",
    };
}
