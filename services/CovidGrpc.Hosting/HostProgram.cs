using CovidGrpc.Hosting.Serving;
using CovidGrpc.Hosting.Telemetry;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Builder;

namespace CovidGrpc.Hosting;

/// <summary>What the program of a service is: a host of one contract, or a question whether the host beside it serves.</summary>
public static class HostProgram
{
    /// <summary>Runs the host until it is stopped, or asks for its health with <see cref="HealthProbe.Argument"/>.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="contract">The contract whose health tells whether the host serves.</param>
    /// <param name="add">Adds the service.</param>
    /// <param name="map">Maps the service.</param>
    /// <param name="http1">True to listen for HTTP/1.1 too.</param>
    /// <returns>The exit code: 0, or 1 when the host stopped by a failure or does not serve.</returns>
    public static async Task<int> RunAsync(
        string[] args, ServiceDescriptor contract, Action<WebApplicationBuilder> add, Action<WebApplication> map, bool http1 = false)
    {
        if (HealthProbe.IsAskedFor(args))
        {
            return await HealthProbe.RunAsync(args, contract.FullName);
        }

        var builder = ServiceDefaults.CreateBuilder(args, http1);
        builder.AddServiceDefaults();
        builder.AddJsonLogs().AddTelemetry(builder.Environment.ApplicationName);
        add(builder);

        var app = builder.Build();
        app.MapServiceDefaults();
        map(app);
        return await HostRun.ToTheEndAsync(app);
    }
}
