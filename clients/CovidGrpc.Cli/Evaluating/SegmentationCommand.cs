using System.CommandLine;
using CovidGrpc.Metrics.Segmentation.Files;
using CovidGrpc.Metrics.Segmentation.Overlap;

namespace CovidGrpc.Cli.Evaluating;

/// <summary><c>covid evaluate segmentation</c>: files of truth and results in COCO's format.</summary>
internal static class SegmentationCommand
{
    private const string NoTissues = "there is nothing to measure: the model finds nothing, or the data set labels no tissue that it finds";

    public static Command Create()
    {
        var truth = new Option<string?>("--truth") { Description = "COCO truth: images, annotations with masks as run lengths, categories.", HelpName = "FILE.json" };
        var predictions = new Option<string?>("--predictions") { Description = "COCO results: a list of image_id, category_id, score, segmentation.", HelpName = "FILE.json" };
        var score = new Option<double>("--score") { Description = "Score from which an instance counts for Dice and IoU, 0 to 1.", HelpName = "S", DefaultValueFactory = _ => TissueOverlap.DefaultLeastScore }
            .Within(0, 1);
        var model = new ModelOnData();
        var report = new ReportArguments();

        var command = new Command("segmentation", "The authors' average precision, COCO's protocol on masks and boxes, Dice and IoU of each tissue.") { truth, predictions, score };
        model.AddTo(command, truth, predictions);
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => EvaluationRun.RunAsync(
            () =>
            {
                var output = report.Output(parsed);
                output.Check();
                if (model.Asks(parsed))
                {
                    var measured = model.Run(parsed, report.Bootstrap(parsed), cancellationToken);
                    output.Write(measured.Data, measured.Instances ?? throw new EvaluationInputException(NoTissues), WorstPictures.OfTissues(measured), cancellationToken);
                    return;
                }

                var file = parsed.GetRequiredValue(predictions)!;
                var real = EvaluationRun.Read(parsed.GetRequiredValue(truth)!, CocoTruth.Read);
                var found = EvaluationRun.Read(file, stream => CocoResults.Read(stream, real));
                try
                {
                    output.Write(
                        Path.GetFileName(file), CocoComparison.All(real, found, parsed.GetValue(score), options: report.Bootstrap(parsed), cancellationToken: cancellationToken), [], cancellationToken);
                }
                catch (ArgumentException e)
                {
                    // The files fit each other; what is left is an object without a mask.
                    throw new EvaluationInputException($"{file}: {e.Message}", e);
                }
            },
            cancellationToken));
        return command;
    }
}
