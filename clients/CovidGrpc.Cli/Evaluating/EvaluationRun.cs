using CovidGrpc.Metrics;
using CovidGrpc.Training.Data;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Evaluating;

/// <summary>Runs an evaluation: what fails becomes a line on standard error and an exit code.</summary>
internal static class EvaluationRun
{
    public static async Task<int> RunAsync(Action work, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(work, cancellationToken);
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception e) when (e is EvaluationInputException or DataSetException or ModelFolderException or ModelNotInStoreException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"covid: {PlainText.Of(e.Message)}");
            return ExitCode.SomeFailed;
        }
    }

    /// <summary>Reads a file; what is wrong with it is told with its path.</summary>
    /// <exception cref="EvaluationInputException">The file cannot be used.</exception>
    public static T Read<T>(string path, Func<Stream, T> read)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return read(stream);
        }
        catch (MetricsFileException e)
        {
            throw new EvaluationInputException($"{path}: {e.Message}", e);
        }
    }
}
