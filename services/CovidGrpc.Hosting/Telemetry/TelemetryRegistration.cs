using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace CovidGrpc.Hosting.Telemetry;

/// <summary>Registration of what leaves the process: once in a process, in whichever host speaks for it.</summary>
public static class TelemetryRegistration
{
    /// <summary>Name of the listening endpoint on which nothing but metrics is answered.</summary>
    internal const string EndpointName = "Metrics";

    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Sources of spans: the house's own, and the requests that carry its calls.</summary>
    public static IReadOnlyList<string> TraceSources { get; } = [Spans.Source, "Microsoft.AspNetCore"];

    /// <summary>Sources of metrics: the house's own, the runtime's and the server's connections.</summary>
    public static IReadOnlyList<string> MetricSources { get; } = [Measures.Source, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel"];

    /// <summary>Exports what section <c>Telemetry</c> and the <c>OTEL_</c> variables ask for; nothing by default.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="service">Its name in traces, metrics and logs, as <c>covidgrpc-segmentation</c>.</param>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        var section = builder.Configuration.GetSection(TelemetryOptions.Section);
        builder.Services.AddOptions<TelemetryOptions>()
            .Bind(section)
            .Validate(telemetry => telemetry.HasUsableMetricsUrl, "Telemetry:MetricsUrl must be a URL with a port, as http://*:9464")
            .ValidateOnStart();
        var scraped = section[nameof(TelemetryOptions.MetricsUrl)] is { Length: > 0 };
        var sent = builder.Configuration[OtlpEndpoint] is { Length: > 0 };
        if (!scraped && !sent)
        {
            return builder;
        }

        var version = typeof(TelemetryRegistration).Assembly.GetName().Version?.ToString(3);
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceVersion: version))
            .WithTracing(traces => traces.AddSource([.. TraceSources]))
            .WithMetrics(metrics => metrics.AddMeter([.. MetricSources]));
        if (sent)
        {
            telemetry.UseOtlpExporter();
        }

        if (scraped)
        {
            telemetry.WithMetrics(metrics => metrics.AddPrometheusExporter());
            builder.Configuration.AddInMemoryCollection(
            [
                new($"Kestrel:Endpoints:{EndpointName}:Url", section[nameof(TelemetryOptions.MetricsUrl)]),
                new($"Kestrel:Endpoints:{EndpointName}:Protocols", nameof(HttpProtocols.Http1)),
            ]);
        }

        return builder;
    }

    /// <summary>Answers Prometheus on its port, where there is one, before anybody asks who calls.</summary>
    public static WebApplication MapTelemetry(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
        if (options.MetricsUrl.Length > 0)
        {
            var port = options.MetricsPort;
            app.MapWhen(
                context => context.Connection.LocalPort == port,
                metrics => metrics.UseOpenTelemetryPrometheusScrapingEndpoint().Run(context =>
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return Task.CompletedTask;
                }));
        }

        return app;
    }
}
