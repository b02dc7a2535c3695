using System.CommandLine;
using CovidGrpc.Client;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model show</c>: a model's card.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var model = new Argument<string>("MODEL") { Description = "A model folder, or a model's name." }.RefusingOptions();
        var version = new Option<string?>("--version") { Description = "Its version. Default: the newest of the store, or the one in use of a gateway.", HelpName = "VERSION" };
        var store = new Option<string?>("--store") { Description = "Folder of models. Default: those that come with the program.", HelpName = "DIR" };
        var gateway = new GatewayArguments("A running gateway, http(s)://host:port, that has the model loaded.");

        var command = new Command("show", "Prints a model's card as Markdown.") { model, version, store };
        gateway.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(store) is not null && gateway.AreIn(result))
            {
                result.AddError("name either --store or --gateway");
            }
        });
        command.SetAction((parsed, cancellationToken) => ModelRun.RunAsync(
            () => gateway.Read(parsed) is { } target
                ? ShowLoadedAsync(target, parsed.GetRequiredValue(model), parsed.GetValue(version), cancellationToken)
                : Task.FromResult(Show(parsed.GetRequiredValue(model), parsed.GetValue(version), parsed.GetValue(store) ?? ModelArguments.BundledStore)),
            cancellationToken));
        return command;
    }

    private static int Show(string model, string? version, string store)
    {
        var found = Directory.Exists(model) ? new ModelStore(model).Find(null, version) : new ModelStore(store).Find(model, version);
        Console.Out.Write(PlainText.OfLines(ModelCard.Write(found)));
        return ExitCode.Done;
    }

    private static async Task<int> ShowLoadedAsync(GatewayTarget gateway, string name, string? version, CancellationToken cancellationToken)
    {
        using var client = ModelClient.Connect(gateway.Address, gateway.Security);
        var answer = await client.GetAsync(name, version, ModelRun.Patience, cancellationToken);
        Console.Out.Write(PlainText.OfLines(answer.Card));
        return ExitCode.Done;
    }
}
