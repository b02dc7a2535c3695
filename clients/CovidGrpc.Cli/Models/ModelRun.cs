using CovidGrpc.Client;
using CovidGrpc.Vision.Checkpoints;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;
using Grpc.Core;

namespace CovidGrpc.Cli.Models;

/// <summary>Runs one of the model commands: what fails becomes lines on standard error and an exit code.</summary>
internal static class ModelRun
{
    /// <summary>More lines than a network has layers; a file of another network would fill pages.</summary>
    private const int MostLines = 40;

    /// <summary>Longest wait for an answer that needs no loading.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(Func<Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        catch (ModelImportException e)
        {
            return Fail(e.Subject, e.Errors);
        }
        catch (ModelFolderException e)
        {
            return Fail(e.Subject, e.Errors);
        }
        catch (DiagnosisException e)
        {
            Complain(e.Message);
            return e.Code == StatusCode.Unavailable ? ExitCode.Unavailable : ExitCode.SomeFailed;
        }
        catch (Exception e) when (e is CheckpointException or ModelNotInStoreException or IOException or UnauthorizedAccessException)
        {
            Complain(e.Message);
            return ExitCode.SomeFailed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
    }

    public static Task<int> RunAsync(Func<int> work, CancellationToken cancellationToken) => RunAsync(() => Task.FromResult(work()), cancellationToken);

    /// <summary>One line for each error, and a count when there are very many.</summary>
    public static int Fail(string subject, IReadOnlyList<string> errors)
    {
        foreach (var error in errors.Take(MostLines))
        {
            Complain($"{subject}: {error}");
        }

        if (errors.Count > MostLines)
        {
            Complain($"{subject}: and {errors.Count - MostLines} more");
        }

        return ExitCode.SomeFailed;
    }

    private static void Complain(string text) => Console.Error.WriteLine($"covid: {PlainText.Of(text)}");
}
