using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting;

/// <summary>A program's main part: its host, from start to end.</summary>
public static class HostRun
{
    /// <summary>Runs a host until it is stopped. Settings that cannot be used end it at once, each in a line on the standard error.</summary>
    /// <returns>The exit code: 0, or 1 when the host stopped by a failure or did not start.</returns>
    public static async Task<int> ToTheEndAsync(WebApplication host)
    {
        ArgumentNullException.ThrowIfNull(host);
        try
        {
            await host.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (Failures(e) is { Count: > 0 } failures)
        {
            foreach (var failure in failures)
            {
                await Console.Error.WriteLineAsync(failure);
            }

            return 1;
        }
    }

    // Of all options together; none where something else went wrong.
    private static List<string> Failures(Exception exception) => exception switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        // A number that is none, a time that is none: told one by one, since the binder stops at the first.
        InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" } wrong => [wrong.Message],
        AggregateException several when several.InnerExceptions.All(inner => Failures(inner).Count > 0) => [.. several.InnerExceptions.SelectMany(Failures)],
        _ => [],
    };
}
