using System.CommandLine;
using CovidGrpc.Redis;

namespace CovidGrpc.Cli.Doctor;

/// <summary><c>covid doctor</c>: its arguments.</summary>
internal static class DoctorCommand
{
    private static readonly string[] ServiceNames = ["preprocessing", "segmentation", "classification", "evaluation"];

    public static Command Create()
    {
        var gateway = new GatewayArguments("A running gateway: is it there, does it serve, which models has it.", tokenOption: "--gateway-token-file");
        var service = new Option<string[]>("--service") { Description = "A service, asked for its health; may be repeated.", HelpName = "NAME=URL" };
        var cache = new Option<string?>("--cache") { Description = "Redis of the cache, as host:6379.", HelpName = "REDIS" };
        var jobs = new Option<string?>("--jobs") { Description = "Redis of the jobs, as host:6379.", HelpName = "REDIS" };
        var cachePassword = new Option<string?>("--cache-password-file") { Description = "File that holds the password of the cache's Redis.", HelpName = "FILE" };
        var jobsPassword = new Option<string?>("--jobs-password-file") { Description = "File that holds the password of the jobs' Redis.", HelpName = "FILE" };
        var redisCa = new Option<string?>("--redis-ca-file") { Description = "PEM file of the authorities of both Redises' certificates; asks for TLS.", HelpName = "FILE" };
        var pacs = new Option<string?>("--pacs") { Description = "Root of a PACS's DICOMweb services, as https://pacs.example/dicom-web.", HelpName = "URL" };
        var user = new Option<string?>("--user") { Description = "User at the PACS, with --password-file.", HelpName = "NAME" };
        var password = new Option<string?>("--password-file") { Description = "File that holds the password at the PACS.", HelpName = "FILE" };
        var token = new Option<string?>("--token-file") { Description = "File that holds a bearer token for the PACS.", HelpName = "FILE" };
        var spool = new Option<string>("--spool")
        {
            Description = "Folder in which scans and uploads lie meanwhile. Default: the system's for temporary files.",
            HelpName = "DIR",
            DefaultValueFactory = _ => Path.GetTempPath(),
        };
        var timeout = new Option<double>("--timeout") { Description = "Longest wait for one answer, in seconds.", HelpName = "S", DefaultValueFactory = _ => 10 }.Within(0.1, 600);
        var json = new Option<bool>("--json") { Description = "One JSON object a check, one line each, on standard output." };

        var command = new Command("doctor", "Checks this machine, and what is named: gateway, services, Redis, PACS. Says what to do about each that fails.")
        {
            service, cache, cachePassword, jobs, jobsPassword, redisCa, pacs, user, password, token, spool, timeout, json,
        };
        gateway.AddTo(command);
        command.Validators.Add(result =>
        {
            if ((result.GetValue(service) ?? []).Any(text => Service(text) is null))
            {
                result.AddError($"--service takes NAME=URL, with a NAME of {string.Join(", ", ServiceNames)}");
            }

            if (result.GetValue(pacs) is { } url && Http(url) is null)
            {
                result.AddError("--pacs takes http(s)://host/path, without user and password");
            }

            if (result.GetValue(user) is null != result.GetValue(password) is null)
            {
                result.AddError("--user and --password-file belong together");
            }

            if (result.GetValue(user) is not null && result.GetValue(token) is not null)
            {
                result.AddError("name either --user or --token-file");
            }

            foreach (var file in new[] { password, token, cachePassword, jobsPassword, redisCa }.Select(result.GetValue).OfType<string>().Where(file => !File.Exists(file)))
            {
                result.AddError($"{PlainText.Of(file)}: no such file");
            }
        });
        command.SetAction((parsed, cancellationToken) => DoctorRun.RunAsync(
            new DoctorSettings(
                gateway.Read(parsed),
                [.. (parsed.GetValue(service) ?? []).Select(text => Service(text)!.Value)],
                gateway.Trust(parsed),
                Redis(parsed, cache, cachePassword, redisCa),
                Redis(parsed, jobs, jobsPassword, redisCa),
                parsed.GetValue(pacs) is { } root ? Http(root) : null,
                new PacsCredentials(parsed.GetValue(user), parsed.GetValue(password), parsed.GetValue(token)),
                parsed.GetValue(spool)!,
                TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static RedisEndpoint? Redis(ParseResult parsed, Option<string?> connection, Option<string?> password, Option<string?> ca) =>
        parsed.GetValue(connection) is { } text ? new RedisEndpoint(text, parsed.GetValue(password) ?? "", parsed.GetValue(ca) ?? "") : null;

    private static (string Name, Uri Address)? Service(string text) =>
        text.Split('=', 2) is [var name, var address] && ServiceNames.Contains(name) && Http(address) is { } uri ? (name, uri) : null;

    private static Uri? Http(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri : null;
}
