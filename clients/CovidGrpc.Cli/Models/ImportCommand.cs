using System.CommandLine;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Backbones;
using CovidGrpc.Vision.Importing;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model import</c>: a checkpoint becomes a model folder.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A checkpoint of PyTorch (.pth, both formats) or safetensors. Nothing in it is ever run." }.RefusingOptions();
        var output = new Option<string>("--out") { Description = "The new model folder.", HelpName = "DIR", Required = true };
        var name = new Option<string?>("--name") { Description = "Name in the model store. Default: made of the file's name.", HelpName = "NAME" };
        var version = new Option<string>("--version") { Description = "Version of the model.", HelpName = "VERSION", DefaultValueFactory = _ => new ImportOptions().Version };
        var architecture = NamedOption.Create<ModelArchitecture>("--architecture", "The network. Default: told from the tensors' names.");
        var backbone = NamedOption.Create<Backbone>("--backbone", "What it stands on. Default: told from the tensors' names and shapes.");
        var batchNorm = NamedOption.Create<BatchNormMode>("--batch-norm", "Where batch norm takes its statistics. Default: as the authors evaluate the architecture.");
        var normalisation = NamedOption.Create<Normalisation>("--normalisation", "What the network reads. Default: as the authors feed the architecture.");
        var tissues = NamedOption.Create<Tissue>("--tissue", "What a Mask R-CNN of one class finds.");
        var trained = new Option<bool?>("--trained") { Description = "Whether the weights learned from images. Default: true, unless there is a new head.", HelpName = "true|false" };
        var newHead = new Option<bool>("--new-head") { Description = "Replace an image classifier's last layer, as ImageNet's of 1000 outputs, by an untrained one of three." };
        var half = new Option<bool>("--float16") { Description = "Store the weights as float16; else they are float32." };
        var force = new Option<bool>("--force") { Description = "Replace a model folder that is there." };

        var command = new Command("import", "Makes a model folder of a checkpoint, in the settings that the authors use.")
        {
            file, output, name, version, architecture, backbone, batchNorm, normalisation, tissues, trained, newHead, half, force,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(newHead) && result.GetValue(trained) == true)
            {
                result.AddError("--new-head makes a layer that is not trained: leave --trained out");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new ImportOptions
            {
                Name = parsed.GetValue(name),
                Version = parsed.GetRequiredValue(version),
                Architecture = parsed.Get<ModelArchitecture>(architecture),
                Backbone = parsed.Get<Backbone>(backbone),
                BatchNorm = parsed.Get<BatchNormMode>(batchNorm),
                Normalisation = parsed.Get<Normalisation>(normalisation),
                Tissues = parsed.Get<Tissue>(tissues) is { } tissue ? [tissue] : null,
                Trained = parsed.GetValue(trained),
                NewHead = parsed.GetValue(newHead),
                HalfPrecision = parsed.GetValue(half),
                Force = parsed.GetValue(force),
            };
            return ModelRun.RunAsync(() => Import(parsed.GetRequiredValue(file), parsed.GetRequiredValue(output), options, cancellationToken), cancellationToken);
        });
        return command;
    }

    private static int Import(string file, string folder, ImportOptions options, CancellationToken cancellationToken)
    {
        var model = ModelImport.Run(file, folder, options, cancellationToken);
        var (manifest, identity) = (model.Manifest, model.Identity);
        Console.Out.WriteLine($"{identity.Name} {identity.Version} in {PlainText.Of(folder)}");
        Console.Out.WriteLine($"{manifest.Architecture.Name()} on {manifest.Backbone.Name()}, {manifest.BatchNorm.Name()}, {manifest.Normalisation.Name()}{(manifest.Trained ? "" : ", not trained")}");
        Console.Out.WriteLine($"digest {identity.Digest}");
        Console.Out.WriteLine(ModelCard.Notice);
        return ExitCode.Done;
    }
}
