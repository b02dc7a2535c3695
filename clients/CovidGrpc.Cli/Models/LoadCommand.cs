using System.CommandLine;
using CovidGrpc.Client;
using CovidGrpc.Vision.Models;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model load</c> and <c>covid model unload</c>: the models of a running gateway.</summary>
internal static class LoadCommand
{
    // A network of 350 MiB from a slow disk, on every replica, and the calls that must end first.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static Command CreateLoad()
    {
        var name = new Argument<string>("NAME") { Description = "A model of the gateway's model store." }.RefusingOptions();
        var version = new Option<string?>("--version") { Description = "Its version. Default: the newest.", HelpName = "VERSION" };
        var gateway = new GatewayArguments("The gateway, http(s)://host:port.", required: true);

        var command = new Command("load", "Loads a model into every replica of a gateway's rooms, and then puts it in use.") { name, version };
        gateway.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ModelRun.RunAsync(
            () => LoadAsync(gateway.Read(parsed)!, parsed.GetRequiredValue(name), parsed.GetValue(version), cancellationToken), cancellationToken));
        return command;
    }

    public static Command CreateUnload()
    {
        var name = new Argument<string>("NAME") { Description = "A model that the gateway has loaded." }.RefusingOptions();
        var version = new Option<string>("--version") { Description = "Its version.", HelpName = "VERSION", Required = true };
        var gateway = new GatewayArguments("The gateway, http(s)://host:port.", required: true);

        var command = new Command("unload", "Lets a version go, once the calls that use it have ended.") { name, version };
        gateway.AddTo(command);
        command.SetAction((parsed, cancellationToken) => ModelRun.RunAsync(
            () => UnloadAsync(gateway.Read(parsed)!, parsed.GetRequiredValue(name), parsed.GetRequiredValue(version), cancellationToken), cancellationToken));
        return command;
    }

    private static async Task<int> LoadAsync(GatewayTarget gateway, string name, string? version, CancellationToken cancellationToken)
    {
        using var client = ModelClient.Connect(gateway.Address, gateway.Security);
        var model = await client.LoadAsync(name, version, timeout: Patience, cancellationToken: cancellationToken);
        Console.Out.WriteLine($"{model.Identity.Name} {model.Identity.Version} is in use ({model.Identity.Digest})");
        Console.Out.WriteLine(ModelCard.Notice);
        return ExitCode.Done;
    }

    private static async Task<int> UnloadAsync(GatewayTarget gateway, string name, string version, CancellationToken cancellationToken)
    {
        using var client = ModelClient.Connect(gateway.Address, gateway.Security);
        await client.UnloadAsync(name, version, Patience, cancellationToken);
        Console.Out.WriteLine($"{name} {version} is unloaded");
        return ExitCode.Done;
    }
}
