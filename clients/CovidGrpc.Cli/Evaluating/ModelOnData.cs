using System.CommandLine;
using System.CommandLine.Parsing;
using CovidGrpc.Metrics.Intervals;
using CovidGrpc.Training.Evaluation;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Evaluating;

/// <summary>The options that have a model looked at on a data set, in place of a file of predictions.</summary>
internal sealed class ModelOnData
{
    private readonly Option<string?> _model = new("--model") { Description = "Measure this model: its folder, or its name among those that come with the program.", HelpName = "MODEL" };
    private readonly Option<string> _device = new("--device") { Description = "What computes: auto, cpu or cuda:N.", HelpName = "DEVICE", DefaultValueFactory = _ => ComputeDevice.Auto };
    private readonly Option<string?> _layout = new("--layout") { Description = "How the data set lies on disk; phantoms are rendered." };
    private readonly Option<string?> _data = new("--data") { Description = "The folder of the data set.", HelpName = "DIR" };
    private readonly Option<string[]> _patients = new("--patient") { Description = "Take this patient alone; may be repeated.", HelpName = "KEY" };
    private readonly Option<int> _slices = new Option<int>("--slices") { Description = "How many phantoms.", HelpName = "N", DefaultValueFactory = _ => 100 }.Within(1, 1_000_000);
    private readonly Option<int> _seed = new("--seed") { Description = "Which phantoms; none of them is ever learned from.", HelpName = "N" };

    public ModelOnData() => _layout.AcceptOnlyFromAmong([.. EvaluationData.Layouts]);

    /// <summary>Adds the options; files and a model exclude each other.</summary>
    public void AddTo(Command command, params Option<string?>[] files)
    {
        foreach (var option in (Option[])[_model, _device, _layout, _data, _patients, _slices, _seed])
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_device) is { } device && !ComputeDevice.IsHere(device))
            {
                result.AddError("--device must be auto, cpu, or a GPU that is here (cuda:N)");
            }

            var given = files.Count(file => result.GetValue(file) is not null);
            if (Asks(result) ? given > 0 || result.GetValue(_layout) is null : given < files.Length)
            {
                result.AddError($"name {string.Join(" and ", files.Select(file => file.Name))}, or --model and --layout");
            }
        });
    }

    /// <summary>Whether a model is to be measured.</summary>
    public bool Asks(ParseResult parsed) => parsed.GetValue(_model) is not null;

    /// <summary>Runs the model.</summary>
    public SliceReport Run(ParseResult parsed, BootstrapOptions options, CancellationToken cancellationToken)
    {
        var model = parsed.GetRequiredValue(_model)!;
        var folder = Directory.Exists(model) ? ModelFolder.Open(model) : new ModelStore(ModelArguments.BundledStore).Find(model);
        var data = new EvaluationData
        {
            Layout = parsed.GetRequiredValue(_layout)!,
            Folder = parsed.GetValue(_data),
            Patients = parsed.GetValue(_patients) ?? [],
            PhantomSlices = parsed.GetValue(_slices),
            PhantomSeed = parsed.GetValue(_seed),
        };
        return ModelEvaluation.Run(folder, Placement.Cpu with { Device = ComputeDevice.Of(parsed.GetRequiredValue(_device)) }, data, options, new SliceCounter(Console.Error), cancellationToken);
    }

    private bool Asks(CommandResult result) => result.GetValue(_model) is not null;
}
