using System.CommandLine;
using CovidGrpc.Suite;

namespace CovidGrpc.Cli;

/// <summary>The options that choose models for services in this process: by folder, or by name in a model store.</summary>
internal sealed class ModelArguments
{
    private readonly Option<string?> _both = new("--model") { Description = "Model for services in this process: its folder, or its name in the store. Default: the demo model.", HelpName = "MODEL" };
    private readonly Option<string?> _segmentation = new("--segmentation-model") { Description = "Model that finds; with --gateway a name that it has loaded.", HelpName = "MODEL" };
    private readonly Option<string?> _classification = new("--classification-model") { Description = "Model that tells the class, when another than the one that finds: an image classifier.", HelpName = "MODEL" };
    private readonly Option<string?> _store = new("--model-store") { Description = "Folder of models. Default: those that come with the program.", HelpName = "DIR" };

    /// <summary>The models that come with the program.</summary>
    public static string BundledStore { get; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_both, _segmentation, _classification, _store])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_both) is not null && (result.GetValue(_segmentation) ?? result.GetValue(_classification)) is not null)
            {
                result.AddError("--model is for both: name either it, or --segmentation-model and --classification-model");
            }
        });
    }

    /// <summary>True when an option is there that only services in this process heed.</summary>
    public bool AskForOwnServices(System.CommandLine.Parsing.CommandResult result) => (result.GetValue(_both) ?? result.GetValue(_store)) is not null;

    /// <summary>The name of the segmentation model for a gateway; empty for its default.</summary>
    public string SegmentationName(ParseResult parsed) => parsed.GetValue(_segmentation) ?? "";

    /// <summary>The name of the classification model for a gateway; empty for its default.</summary>
    public string ClassificationName(ParseResult parsed) => parsed.GetValue(_classification) ?? "";

    /// <summary>What services in this process run on.</summary>
    public SuiteOptions ForOwnServices(ParseResult parsed)
    {
        var store = parsed.GetValue(_store) ?? BundledStore;
        var segmentation = parsed.GetValue(_segmentation) ?? parsed.GetValue(_both);
        var classification = parsed.GetValue(_classification) ?? segmentation;
        return new SuiteOptions(Choose(segmentation, store), Choose(classification, store));
    }

    private static ModelChoice Choose(string? model, string store) =>
        model is null || !Directory.Exists(model) ? new ModelChoice(store, model) : new ModelChoice(model);
}
