using CovidGrpc.Training.Configuration;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Runs;
using CovidGrpc.Vision.Models;
using Spectre.Console;

namespace CovidGrpc.Cli.Training;

/// <summary><c>covid train</c>: runs, and shows how it goes.</summary>
internal static class TrainRun
{
    public static async Task<int> RunAsync(string config, string? data, string output, CancellationToken cancellationToken)
    {
        try
        {
            var run = TrainingRun.Open(config, data, output, TimeProvider.System);
            try
            {
                await ShowAsync(progress => run.RunAsync(progress, cancellationToken));
            }
            finally
            {
                LossPicture.Draw(output);
            }

            Console.WriteLine($"The finished model is in {run.FinishedModel}. Research use only; no medical device.");
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("covid: stopped; the same command goes on from here");
            return ExitCode.Cancelled;
        }
        catch (TrainingConfigException e)
        {
            foreach (var error in e.Errors)
            {
                await Console.Error.WriteLineAsync($"covid: {PlainText.Of(Path.GetFileName(config))}: {PlainText.Of(error)}");
            }

            return ExitCode.SomeFailed;
        }
        catch (Exception e) when (e is DataSetException or ModelFolderException or ArithmeticException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"covid: {PlainText.Of(e.Message)}");
            return ExitCode.SomeFailed;
        }
    }

    private static Task ShowAsync(Func<IProgress<TrainingProgress>, Task> train)
    {
        return AnsiConsole.Console.Profile.Capabilities.Interactive && !Console.IsOutputRedirected ? ShowBarAsync(train) : train(new TrainingLines(Console.Out));
    }

    private static Task ShowBarAsync(Func<IProgress<TrainingProgress>, Task> train)
    {
        return AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new RemainingTimeColumn())
            .StartAsync(context => train(new TrainingBar(context.AddTask("training"), AnsiConsole.Console)));
    }
}
