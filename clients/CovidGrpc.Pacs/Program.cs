using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Pacs;

if (HealthProbe.IsAskedFor(args))
{
    return await HealthProbe.RunAsync(args);
}

var builder = WebApplication.CreateSlimBuilder(args);
// As an endpoint by name: beside the one of metrics the setting alone does not count. That it is given in both ways is no news for a log.
builder.Configuration.AddInMemoryCollection(ServiceDefaults.ListenOn(grpcUrl: null, builder.Configuration["Urls"] ?? "http://*:8080"));
builder.Logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Error);
builder.AddJsonLogs().AddTelemetry(builder.Environment.ApplicationName);
await using var app = builder.AddPacs().Build();
app.MapTelemetry().MapPacs();
return await HostRun.ToTheEndAsync(app);
