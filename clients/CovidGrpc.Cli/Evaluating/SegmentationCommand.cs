using System.CommandLine;
using CovidGrpc.Metrics.Segmentation.Files;
using CovidGrpc.Metrics.Segmentation.Overlap;

namespace CovidGrpc.Cli.Evaluating;

/// <summary><c>covid evaluate segmentation</c>: files of truth and results in COCO's format.</summary>
internal static class SegmentationCommand
{
    public static Command Create()
    {
        var truth = new Option<string>("--truth") { Description = "COCO truth: images, annotations with masks as run lengths, categories.", HelpName = "FILE.json", Required = true };
        var predictions = new Option<string>("--predictions") { Description = "COCO results: a list of image_id, category_id, score, segmentation.", HelpName = "FILE.json", Required = true };
        var score = new Option<double>("--score") { Description = "Score from which an instance counts for Dice and IoU, 0 to 1.", HelpName = "S", DefaultValueFactory = _ => TissueOverlap.DefaultLeastScore }
            .Within(0, 1);
        var report = new ReportArguments();

        var command = new Command("segmentation", "The authors' average precision, COCO's protocol on masks and boxes, Dice and IoU of each tissue.") { truth, predictions, score };
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) => EvaluationRun.RunAsync(
            () =>
            {
                var (file, output) = (parsed.GetRequiredValue(predictions), report.Output(parsed));
                output.Check();
                var real = EvaluationRun.Read(parsed.GetRequiredValue(truth), CocoTruth.Read);
                var found = EvaluationRun.Read(file, stream => CocoResults.Read(stream, real));
                try
                {
                    output.Write(
                        Path.GetFileName(file), CocoComparison.All(real, found, parsed.GetValue(score), options: report.Bootstrap(parsed), cancellationToken: cancellationToken), cancellationToken);
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
