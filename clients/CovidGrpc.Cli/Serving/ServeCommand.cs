using System.CommandLine;

namespace CovidGrpc.Cli.Serving;

/// <summary><c>covid serve</c>: its arguments.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port for gRPC; 0 takes a free one.", HelpName = "N", DefaultValueFactory = _ => 8080 }.Within(0, 65535);
        var httpPort = new Option<int>("--http-port") { Description = "Port for gRPC-Web and HTTP/JSON; 0 takes a free one. Default: the next after --port.", HelpName = "N" }.Within(0, 65535);
        var models = new ModelArguments();
        var state = new Option<string>("--state") { Description = "Folder of uploads and jobs, which outlive this program.", HelpName = "DIR", DefaultValueFactory = _ => StateFolder.Default };
        var set = new Option<string[]>("--set") { Description = "A setting of the services, as Cache:Redis=localhost:6379 or Inference:Waiting=16. Repeatable.", HelpName = "KEY=VALUE" };

        var command = new Command("serve", "Runs all services in this process, on loopback, until stopped by Ctrl+C or SIGTERM.") { port, httpPort, state, set };
        models.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(port) == 65535 && result.GetResult(httpPort) is null)
            {
                result.AddError("--port 65535 leaves no next port: name one with --http-port");
            }

            foreach (var setting in result.GetValue(set) ?? [])
            {
                if (setting.IndexOf('=') < 1)
                {
                    result.AddError($"--set takes KEY=VALUE, not {setting}");
                }
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var grpcPort = parsed.GetValue(port);
            var http = parsed.GetResult(httpPort) is not null ? parsed.GetValue(httpPort) : grpcPort == 0 ? 0 : grpcPort + 1;
            var settings = (parsed.GetValue(set) ?? []).Select(setting => setting.Split('=', 2)).GroupBy(parts => parts[0]).ToDictionary(same => same.Key, same => (string?)same.Last()[1]);
            return ServeRun.RunAsync(grpcPort, http, models.ForOwnServices(parsed) with { StateFolder = Path.GetFullPath(parsed.GetRequiredValue(state)) }, settings, cancellationToken);
        });
        return command;
    }
}
