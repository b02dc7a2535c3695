using System.CommandLine;
using CovidGrpc.Cli.Diagnosing.Scans;
using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Cli.Diagnosing;

/// <summary><c>covid diagnose</c>: its arguments.</summary>
internal static class DiagnoseCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("PATH") { Description = "Chest CT images (DICOM, PNG, JPEG or TIFF, one slice each), and folders or ZIPs that hold one scan each.", Arity = ArgumentArity.OneOrMore }.RefusingOptions();
        var gateway = new GatewayArguments("A running gateway, http(s)://host:port. Without it all services run in this process.");
        var models = new ModelArguments();
        var window = WindowOption.Create();
        var classOnly = new Option<bool>("--class-only") { Description = "The class alone, without findings: faster." };
        var overlay = new Option<string?>("--overlay") { Description = "Draw masks, boxes and attention on the slice: a PNG file for one image, a folder for several.", HelpName = "PATH" };
        var json = new Option<bool>("--json") { Description = "One JSON object a file or scan, one line each, on standard output." };
        var timeout = new Option<double>("--timeout") { Description = "Longest wait for one file, in seconds; where given, for a scan too.", HelpName = "S", DefaultValueFactory = _ => 120 }.Within(0.001, 86400);

        var command = new Command("diagnose", "Diagnoses chest CT images and scans.") { files, window, classOnly, overlay, json, timeout };
        gateway.AddTo(command);
        models.AddTo(command);
        command.Validators.Add(result =>
        {
            if (gateway.AreIn(result) && models.AskForOwnServices(result))
            {
                result.AddError("--model and --model-store are for services in this process; a gateway has its own");
            }

            if ((result.GetValue(files) ?? []).Any(string.IsNullOrEmpty))
            {
                result.AddError("a PATH has an empty name");
            }
            else if (result.GetValue(overlay) is not null && (result.GetValue(files) ?? []).Any(ScanEntries.AreIn))
            {
                result.AddError("--overlay draws on single images, not on scans");
            }
            else if (result.GetValue(overlay) is { } path && OverlayTarget.Parse(path).WhyNotFor(result.GetValue(files) ?? []) is { } reason)
            {
                result.AddError(reason);
            }
        });
        command.SetAction((parsed, cancellationToken) => DiagnoseRun.RunAsync(
            new DiagnoseSettings(
                parsed.GetRequiredValue(files),
                gateway.Read(parsed),
                models.ForOwnServices(parsed),
                Options(parsed, models, gateway.AreIn(parsed.CommandResult), WindowOption.Parse(parsed.GetValue(window)), parsed.GetValue(classOnly)),
                parsed.GetValue(overlay) is { } path ? OverlayTarget.Parse(path) : null,
                parsed.GetValue(json),
                TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                parsed.GetResult(timeout) is { Implicit: false } ? TimeSpan.FromSeconds(parsed.GetValue(timeout)) : null),
            cancellationToken));
        return command;
    }

    // Services in this process have no other models than those they were started with.
    private static DiagnosisOptions Options(ParseResult parsed, ModelArguments models, bool byGateway, Window? window, bool classificationOnly) => new()
    {
        Window = window,
        ClassificationOnly = classificationOnly,
        SegmentationModel = byGateway ? models.SegmentationName(parsed) : "",
        ClassificationModel = byGateway ? models.ClassificationName(parsed) : "",
    };
}
