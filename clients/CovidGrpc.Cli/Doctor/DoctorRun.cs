using System.Text.Encodings.Web;
using System.Text.Json;

namespace CovidGrpc.Cli.Doctor;

/// <summary><c>covid doctor</c>: every check in turn, a line for each.</summary>
internal static class DoctorRun
{
    private static readonly JsonSerializerOptions JsonOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> RunAsync(DoctorSettings settings, CancellationToken cancellationToken)
    {
        var exit = ExitCode.Done;
        try
        {
            await foreach (var result in CheckAsync(settings, cancellationToken))
            {
                Console.Out.WriteLine(settings.Json ? Json(result) : Line(result));
                exit = result.Outcome == CheckOutcome.Failed ? ExitCode.SomeFailed : exit;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }

        return exit;
    }

    private static IAsyncEnumerable<CheckResult> CheckAsync(DoctorSettings settings, CancellationToken cancellationToken)
    {
        var checks = MachineChecks.RunAsync(settings.Spool, cancellationToken);
        if (settings.Gateway is { } gateway)
        {
            checks = checks.Concat(GatewayChecks.RunAsync(gateway, settings.Timeout, cancellationToken));
        }

        foreach (var (name, address) in settings.Services)
        {
            checks = checks.Append(() => HealthChecks.ServiceAsync(name, address, settings.ServiceSecurity, settings.Timeout, cancellationToken));
        }

        if (settings.Cache is { } cache)
        {
            checks = checks.Concat(RedisChecks.RunAsync(RedisRole.Cache, cache, settings.Timeout, cancellationToken));
        }

        if (settings.Jobs is { } jobs)
        {
            checks = checks.Concat(RedisChecks.RunAsync(RedisRole.Jobs, jobs, settings.Timeout, cancellationToken));
        }

        return settings.Pacs is { } pacs ? checks.Concat(PacsChecks.RunAsync(pacs, settings.Credentials, settings.Timeout, cancellationToken)) : checks;
    }

    private static async IAsyncEnumerable<CheckResult> Append(this IAsyncEnumerable<CheckResult> checks, Func<Task<CheckResult>> last)
    {
        await foreach (var check in checks)
        {
            yield return check;
        }

        // Not before its turn: what loads meanwhile, libtorch above all, would be counted against it.
        yield return await last();
    }

    private static string Line(CheckResult result)
    {
        var toDo = result.ToDo is { } text ? $" To do: {text}." : "";
        return PlainText.Of($"{Name(result.Outcome),-8}{result.Check}: {result.Message}.{toDo}");
    }

    private static string Json(CheckResult result) => JsonSerializer.Serialize(
        new { check = result.Check, outcome = Name(result.Outcome), message = result.Message, to_do = result.ToDo }, JsonOptions);

    private static string Name(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Ok => "ok",
        CheckOutcome.Warning => "warning",
        _ => "failed",
    };
}
