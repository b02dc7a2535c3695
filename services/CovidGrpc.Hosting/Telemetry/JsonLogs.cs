using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>Logs for machines: one JSON object a line on standard output, with the trace that it belongs to.</summary>
public static class JsonLogs
{
    /// <summary>Logs as JSON unless <c>Logging:Console:FormatterName</c> names another format.</summary>
    public static WebApplicationBuilder AddJsonLogs(this WebApplicationBuilder builder)
    {
        // The builder names the simple format in code, behind which configuration alone would not come through.
        var formatter = builder.Configuration["Logging:Console:FormatterName"] ?? ConsoleFormatterNames.Json;
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.FormatterName = formatter);
        builder.Services.Configure<JsonConsoleFormatterOptions>(json =>
        {
            json.IncludeScopes = true;
            json.UseUtcTimestamp = true;
            json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        builder.Logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        return builder;
    }
}
