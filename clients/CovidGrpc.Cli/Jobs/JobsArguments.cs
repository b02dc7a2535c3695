using System.CommandLine;

namespace CovidGrpc.Cli.Jobs;

/// <summary>Arguments that the commands of jobs share.</summary>
internal static class JobsArguments
{
    public static GatewayArguments Gateway() => new("The gateway, http(s)://host:port.", required: true);

    public static Option<bool> Json() => new("--json") { Description = "One JSON object a job and state, one line each, on standard output." };

    public static Argument<string> Id() => new Argument<string>("ID") { Description = "A job, as start and list name it." }.RefusingOptions();
}
