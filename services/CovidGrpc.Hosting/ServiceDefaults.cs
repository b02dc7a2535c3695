using CovidGrpc.Hosting.Audit;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Security;
using CovidGrpc.Hosting.Security.Tls;
using CovidGrpc.Hosting.Telemetry;
using Grpc.AspNetCore.HealthChecks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace CovidGrpc.Hosting;

/// <summary>What every host shares: gRPC with its limits, errors with details, who may call, health, reflection, quiet logs.</summary>
public static class ServiceDefaults
{
    /// <summary>Largest message in bytes, in and out: 4 MiB, gRPC's own default in every language.</summary>
    public const int MaxMessageBytes = 4 * 1024 * 1024;

    // A 4 MiB image as base64 in JSON, and what stands around it.
    private const long MaxBodyBytes = (MaxMessageBytes / 3 * 4) + 65536;

    /// <summary>
    /// A builder whose configuration is <c>appsettings.json</c>, environment and arguments. Unless <c>Kestrel:Endpoints</c> says
    /// otherwise it listens on all addresses: on port 8080 for gRPC, and with <paramref name="http1"/> on port 8081 for HTTP/1.1
    /// (without TLS a port speaks either HTTP/1.1 or HTTP/2); with TLS where section <c>Tls</c> names a certificate.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args, bool http1 = false)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        if (!builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            var scheme = TlsRegistration.SchemeOf(builder.Configuration);
            builder.Configuration.AddInMemoryCollection(ListenOn($"{scheme}://*:8080", http1 ? $"{scheme}://*:8081" : null));
        }

        return builder;
    }

    /// <summary>Configuration that listens for gRPC on one URL and for HTTP/1.1 on another, where given.</summary>
    public static IEnumerable<KeyValuePair<string, string?>> ListenOn(string? grpcUrl, string? http1Url)
    {
        if (grpcUrl is not null)
        {
            yield return new("Kestrel:Endpoints:Grpc:Url", grpcUrl);
            yield return new("Kestrel:Endpoints:Grpc:Protocols", nameof(HttpProtocols.Http2));
        }

        if (http1Url is not null)
        {
            yield return new("Kestrel:Endpoints:Http:Url", http1Url);
            yield return new("Kestrel:Endpoints:Http:Protocols", nameof(HttpProtocols.Http1));
        }
    }

    /// <summary>Adds what every host shares. Call it once, before the services.</summary>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<FaultCatalog>();
        builder.Services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = MaxMessageBytes;
            grpc.MaxSendMessageSize = MaxMessageBytes;
            grpc.Interceptors.Add<ServerTelemetry>();
            grpc.Interceptors.Add<FaultInterceptor>();
        });
        builder.AddTls().AddSecurity().AddAudit();
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks();
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher =>
        {
            publisher.Delay = TimeSpan.Zero;
            publisher.Period = TimeSpan.FromSeconds(2);
        });
        builder.Services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        });
        // One line a failed call comes from FaultLog; a host that is not warm yet answers its health checks and needs no line for each.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Grpc", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        // The probe beside a host presents the host's own certificate, which has no roles; who is refused has its line from Refusal.
        builder.Logging.AddFilter(typeof(CertificateHandler).FullName, LogLevel.Warning);
        return builder;
    }

    /// <summary>
    /// Maps health and, where it is shown, reflection; completes errors with details, refuses who may not call, and lets endpoints enable
    /// gRPC-Web. Call it once, before the services.
    /// </summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapTelemetry();
        app.UseGrpcWeb();
        app.UseMiddleware<StatusDetailsMiddleware>();
        app.UseMiddleware<AuditMiddleware>();
        app.UseSecurity();
        app.MapGrpcHealthChecksService();
        return app;
    }

    /// <summary>
    /// Reports a contract's health under its full name (<c>covid.v1.SegmentationService</c>): serving once its
    /// check is healthy.
    /// </summary>
    public static IServiceCollection AddServing<TCheck>(this IServiceCollection services, string contract)
        where TCheck : class, IHealthCheck
    {
        services.Configure<GrpcHealthChecksOptions>(health => health.Services.Map(contract, check => check.Name == contract));
        services.AddHealthChecks().AddCheck<TCheck>(contract);
        return services;
    }
}
