using System.CommandLine;
using CovidGrpc.Metrics.Intervals;

namespace CovidGrpc.Cli.Evaluating;

/// <summary>The options of every evaluation: how intervals are found, and where the report goes.</summary>
internal sealed class ReportArguments
{
    private readonly Option<string?> _folder = new("--report") { Description = "A new folder for the report: a page, JSON and plots.", HelpName = "DIR" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object on standard output in place of the tables." };
    private readonly Option<int> _resamples =
        new Option<int>("--resamples") { Description = "Draws of patients for the 95 % intervals; 0 for no intervals.", HelpName = "N", DefaultValueFactory = _ => new BootstrapOptions().Resamples }
            .Within(0, 100_000);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_folder, _json, _resamples])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How intervals are found.</summary>
    public BootstrapOptions Bootstrap(ParseResult parsed) => new() { Resamples = parsed.GetValue(_resamples) };

    /// <summary>Where the report goes.</summary>
    public ReportOutput Output(ParseResult parsed) => new(parsed.GetValue(_folder), parsed.GetValue(_json));
}
