using System.CommandLine;
using CovidGrpc.Training.Phantoms;

namespace CovidGrpc.Cli.Phantoms;

/// <summary><c>covid phantom</c>: synthetic chest CT.</summary>
internal static class PhantomCommand
{
    private static readonly Dictionary<string, PhantomClass> Classes = new()
    {
        ["control"] = PhantomClass.Control,
        ["common-pneumonia"] = PhantomClass.CommonPneumonia,
        ["covid19"] = PhantomClass.Covid19,
    };

    public static Command Create()
    {
        var output = new Argument<string>("OUT") { Description = "A file (.png or .dcm) for one slice, or a new folder for a series." }.RefusingOptions();
        var seed = new Option<int>("--seed") { Description = "Draws patient, disease and scanner; the same seed gives the same bytes.", HelpName = "N" };
        var @class = new Option<string>("--class") { Description = "What the lungs show.", DefaultValueFactory = _ => "covid19" };
        @class.AcceptOnlyFromAmong([.. Classes.Keys]);
        var format = new Option<string>("--format") { Description = "Files of a series.", DefaultValueFactory = _ => "dicom" };
        format.AcceptOnlyFromAmong("dicom", "png");
        var slices = new Option<int>("--slices") { Description = "Slices of a series, from the base of the lungs to their apex. Default: without gaps.", HelpName = "N" }
            .Within(1, ChestPhantom.MostSlices);
        var thickness = new Option<double>("--thickness") { Description = "Thickness of a slice in mm, 0.5 to 10.", HelpName = "MM", DefaultValueFactory = _ => 2 }
            .Within(0.5, 10);
        var masks = new Option<bool>("--masks") { Description = "Label maps too (0 background, 1 lung, 2 ground glass, 3 consolidation), as PNG." };

        var command = new Command("phantom", "Writes synthetic chest CT with exact masks.") { output, seed, @class, format, slices, thickness, masks };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new PhantomOptions(parsed.GetValue(seed), Classes[parsed.GetRequiredValue(@class)], SliceThicknessMm: parsed.GetValue(thickness));
            return PhantomRun.RunAsync(
                parsed.GetRequiredValue(output), options, parsed.GetRequiredValue(format) == "png", parsed.GetResult(slices) is null ? null : parsed.GetValue(slices), parsed.GetValue(masks), cancellationToken);
        });
        return command;
    }
}
