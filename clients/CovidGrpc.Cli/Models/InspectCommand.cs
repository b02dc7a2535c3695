using System.CommandLine;
using System.Globalization;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model inspect</c>: what is in a file with weights.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("FILE") { Description = "A checkpoint of PyTorch, safetensors, or a model folder. Nothing in it is ever run." }.RefusingOptions();
        var tensors = new Option<bool>("--tensors") { Description = "List every tensor." };
        var json = new Option<bool>("--json") { Description = "One JSON object on standard output." };

        var command = new Command("inspect", "Tells what is in a checkpoint, a safetensors file or a model folder.") { path, tensors, json };
        command.SetAction((parsed, cancellationToken) => ModelRun.RunAsync(
            () =>
            {
                var (file, all) = (parsed.GetRequiredValue(path), parsed.GetValue(tensors));
                var summary = FileSummary.Of(file);
                if (parsed.GetValue(json))
                {
                    Console.Out.WriteLine(ModelJson.Write(file, summary, all));
                }
                else
                {
                    Write(file, summary, all);
                }

                return ExitCode.Done;
            },
            cancellationToken));
        return command;
    }

    private static void Write(string file, FileSummary summary, bool all)
    {
        var size = summary.Bytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {summary.Bytes:N0} bytes");
        Console.Out.WriteLine($"{PlainText.Of(file)}: {summary.Format.Name()}{size}");
        foreach (var entry in summary.Root)
        {
            Console.Out.WriteLine(PlainText.Of($"  {entry.Name}: {entry.Text}"));
        }

        if (summary.Classes.Count > 0)
        {
            Console.Out.WriteLine(PlainText.Of($"objects that are not made: {string.Join(", ", summary.Classes)}"));
        }

        if (summary.WhyNoTensors is { } reason)
        {
            Console.Out.WriteLine(PlainText.Of($"no weights: {reason}"));
            return;
        }

        var types = string.Join(", ", summary.Dtypes.Select(type => $"{type.Value} {type.Key}"));
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"tensors: {summary.Tensors.Count} ({types}), {summary.ParameterCount:N0} parameters"));
        Console.Out.WriteLine($"network: {summary.Network.Architecture?.Name() ?? "not known"} on {summary.Network.Backbone?.Name() ?? "a backbone that is not known"}");
        if (all)
        {
            TextTable.Write(TextTable.Of(
                ["tensor", "type", "shape"],
                summary.Tensors.Select(tensor => (string[])[tensor.Name, tensor.Dtype, string.Join("×", tensor.Shape)])));
        }
    }
}
