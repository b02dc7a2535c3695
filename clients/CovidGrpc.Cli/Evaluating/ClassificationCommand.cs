using System.CommandLine;
using CovidGrpc.Metrics.Classification;
using CovidGrpc.Metrics.Classification.Files;

namespace CovidGrpc.Cli.Evaluating;

/// <summary><c>covid evaluate classification</c>: a file of classes and probabilities.</summary>
internal static class ClassificationCommand
{
    private const int CasesBetweenChecks = 4096;
    private const string NoClasses = "there is nothing to measure: the model tells no class, or no slice of the data set has one";

    public static Command Create()
    {
        var predictions = new Option<string?>("--predictions")
        {
            Description = $"CSV with the columns {string.Join(", ", PredictionFile.Columns)}: the true class by name, then probabilities.",
            HelpName = "FILE.csv",
        };
        var model = new ModelOnData();
        var report = new ReportArguments();

        var command = new Command("classification", "Confusion matrix, sensitivity, specificity, PPV, F1, AUC, Brier score and calibration, with intervals over patients.") { predictions };
        model.AddTo(command, predictions);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => EvaluationRun.RunAsync(
            () =>
            {
                var output = report.Output(parsed);
                output.Check();
                if (model.Asks(parsed))
                {
                    var measured = model.Run(parsed, report.Bootstrap(parsed), cancellationToken);
                    output.Write(measured.Data, measured.Classes ?? throw new EvaluationInputException(NoClasses), WorstPictures.OfClasses(measured), cancellationToken);
                    return;
                }

                var file = parsed.GetRequiredValue(predictions)!;
                var measures = new ClassificationMeasures(report.Bootstrap(parsed));
                EvaluationRun.Read(file, stream => Add(measures, stream, cancellationToken));
                output.Write(Path.GetFileName(file), measures.Finish(cancellationToken), [], cancellationToken);
            },
            cancellationToken));
        return command;
    }

    private static long Add(ClassificationMeasures measures, Stream stream, CancellationToken cancellationToken)
    {
        var rows = 0L;
        foreach (var row in PredictionFile.Read(stream))
        {
            if (++rows % CasesBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (row.Prediction is { } prediction)
            {
                measures.Add(row.Patient, row.Truth, prediction);
            }
            else
            {
                measures.AddUnanswered();
            }
        }

        return rows;
    }
}
