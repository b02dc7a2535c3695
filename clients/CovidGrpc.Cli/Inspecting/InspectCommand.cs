using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CovidGrpc.Cli.Diagnosing;
using CovidGrpc.Dicom;

namespace CovidGrpc.Cli.Inspecting;

/// <summary><c>covid inspect</c>: what is in DICOM files, their pixels decoded.</summary>
internal static class InspectCommand
{
    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "DICOM files of any modality.", Arity = ArgumentArity.OneOrMore }.RefusingOptions();
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one line each, on standard output." };

        var command = new Command("inspect", "Tells transfer syntax, modality, size, bits, rescale, frames and the SHA-256 of the decoded pixels.") { files, json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetRequiredValue(files), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] files, bool json, CancellationToken cancellationToken)
    {
        var code = ExitCode.Done;
        foreach (var path in files)
        {
            try
            {
                var summary = DicomSummary.Of(path, await ImageFile.ReadAsync(path, cancellationToken), cancellationToken);
                Console.Out.WriteLine(json ? JsonSerializer.Serialize(summary, JsonOptions) : Line(summary));
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Cancelled;
            }
            catch (Exception exception) when (exception is DicomException or IOException)
            {
                code = ExitCode.SomeFailed;
                if (json)
                    Console.Out.WriteLine(JsonSerializer.Serialize(new { file = path, error = exception.Message }, JsonOptions));
                else
                    await Console.Error.WriteLineAsync(PlainText.Of($"{path}: {exception.Message}"));
            }
        }

        return code;
    }

    private static string Line(DicomSummary summary)
    {
        var header = $"{summary.File}: {summary.Modality ?? "no modality"}, {summary.TransferSyntaxName} ({summary.TransferSyntax})";
        if (summary.Rows is null)
            return PlainText.Of($"{header}, no pixels");
        var sign = summary.IsSigned == true ? "signed" : "unsigned";
        var colour = summary.SamplesPerPixel == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" × {summary.SamplesPerPixel} samples");
        var rescale = summary.Slope is null ? "no rescale" : string.Create(CultureInfo.InvariantCulture, $"slope {summary.Slope}, intercept {summary.Intercept}");
        return PlainText.Of(string.Create(
            CultureInfo.InvariantCulture,
            $"{header}, {summary.Rows} × {summary.Columns}{colour}, {summary.BitsStored} of {summary.BitsAllocated} bits {sign}, {rescale}, "
            + $"{summary.Frames} frame{(summary.Frames == 1 ? "" : "s")}, SHA-256 {summary.PixelSha256}"));
    }
}
