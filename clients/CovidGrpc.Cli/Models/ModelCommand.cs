using System.CommandLine;

namespace CovidGrpc.Cli.Models;

/// <summary><c>covid model</c>: model folders, and the models of a gateway.</summary>
internal static class ModelCommand
{
    public static Command Create() => new("model", "Makes, checks and shows models, and loads them into a gateway.")
    {
        ImportCommand.Create(),
        ExportCommand.Create(),
        InspectCommand.Create(),
        VerifyCommand.Create(),
        ListCommand.Create(),
        ShowCommand.Create(),
        LoadCommand.CreateLoad(),
        LoadCommand.CreateUnload(),
    };
}
