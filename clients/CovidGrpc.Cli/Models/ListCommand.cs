using System.CommandLine;
using CovidGrpc.Client;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model list</c>: the models of a store, or of a gateway.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var store = new Option<string?>("--store") { Description = "Folder of models. Default: those that come with the program.", HelpName = "DIR" };
        var gateway = new GatewayArguments("A running gateway, http(s)://host:port: what it has loaded.");
        var json = new Option<bool>("--json") { Description = "One JSON object a model, one line each, on standard output." };

        var command = new Command("list", "Lists the models of a store, or those that a gateway has loaded.") { store, json };
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
                ? ListLoadedAsync(target, parsed.GetValue(json), cancellationToken)
                : Task.FromResult(ListStore(parsed.GetValue(store) ?? ModelArguments.BundledStore, parsed.GetValue(json))),
            cancellationToken));
        return command;
    }

    private static int ListStore(string path, bool json)
    {
        if (!Directory.Exists(path))
        {
            return ModelRun.Fail(path, ["no such folder"]);
        }

        var models = new ModelStore(path).List();
        Write(json, models.Select(ModelJson.Write), ["model", "version", "architecture", "backbone", "trained", "digest"], models.Select(model => (string[])
        [
            model.Identity.Name, model.Identity.Version, model.Manifest.Architecture.Name(), model.Manifest.Backbone.Name(), YesOrNo(model.Manifest.Trained), model.Identity.Digest[..12],
        ]));
        return ExitCode.Done;
    }

    private static async Task<int> ListLoadedAsync(GatewayTarget gateway, bool json, CancellationToken cancellationToken)
    {
        using var client = ModelClient.Connect(gateway.Address, gateway.Security);
        var models = await client.ListAsync(ModelRun.Patience, cancellationToken);
        Write(json, models.Select(ModelJson.Write), ["room", "model", "version", "backbone", "in use", "default", "device", "MiB", "replica"], models.Select(loaded => (string[])
        [
            loaded.Room, loaded.Model.Identity.Name, loaded.Model.Identity.Version, loaded.Model.Backbone, YesOrNo(loaded.InUse), YesOrNo(loaded.DefaultModel),
            loaded.Device, $"{loaded.MemoryBytes >> 20}", loaded.Replica,
        ]));
        return ExitCode.Done;
    }

    private static void Write(bool json, IEnumerable<string> lines, string[] columns, IEnumerable<string[]> rows)
    {
        if (json)
        {
            foreach (var line in lines)
            {
                Console.Out.WriteLine(line);
            }

            return;
        }

        TextTable.Write(TextTable.Of(columns, rows));
        Console.Out.WriteLine(ModelCard.Notice);
    }

    private static string YesOrNo(bool value) => value ? "yes" : "no";
}
