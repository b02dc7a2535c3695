using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Serving;

if (HealthProbe.IsAskedFor(args))
{
    return await HealthProbe.RunAsync(args, DiagnosisService.Descriptor.FullName);
}

var builder = ServiceDefaults.CreateBuilder(args, http1: true);
builder.AddServiceDefaults();
builder.AddGateway();

var app = builder.Build();
app.MapServiceDefaults();
app.MapGateway();
await app.RunAsync();
return Environment.ExitCode;
