using System.CommandLine;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model export</c>: a model's weights in one file.</summary>
internal static class ExportCommand
{
    private static readonly Dictionary<string, WeightFileFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pth"] = WeightFileFormat.PyTorchZip,
        [".pt"] = WeightFileFormat.PyTorchZip,
        [".safetensors"] = WeightFileFormat.Safetensors,
    };

    public static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A model folder." }.RefusingOptions();
        var output = new Option<string>("--out") { Description = "The new file: .pth for a state dict that torch.load reads, or .safetensors.", HelpName = "FILE", Required = true };
        var authors = new Option<bool>("--authors-names") { Description = "Spell the feature pyramid's tensors as torchvision did before 0.13, and the authors do." };
        var force = new Option<bool>("--force") { Description = "Replace a file that is there." };

        var command = new Command("export", "Writes a model's weights for PyTorch, or as safetensors.") { folder, output, authors, force };
        command.Validators.Add(result =>
        {
            if (result.GetValue(output) is { } file && !Formats.ContainsKey(Path.GetExtension(file)))
            {
                result.AddError("--out takes a file that ends in .pth, .pt or .safetensors");
            }
        });
        command.SetAction((parsed, cancellationToken) => ModelRun.RunAsync(
            () => Export(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(output), parsed.GetValue(authors), parsed.GetValue(force), cancellationToken),
            cancellationToken));
        return command;
    }

    private static int Export(string folder, string file, bool authorsNames, bool force, CancellationToken cancellationToken)
    {
        if (!force && Path.Exists(file))
        {
            return ModelRun.Fail(file, ["it is there already; --force replaces it"]);
        }

        var model = ModelFolder.Open(folder);
        ModelExport.Write(model, file, Formats[Path.GetExtension(file)], authorsNames, cancellationToken);
        Console.Out.WriteLine($"{model.Identity.Name} {model.Identity.Version} in {PlainText.Of(file)}");
        Console.Out.WriteLine(ModelCard.Notice);
        return ExitCode.Done;
    }
}
