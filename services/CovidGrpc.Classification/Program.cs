using CovidGrpc.Classification;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Serving;

if (HealthProbe.IsAskedFor(args))
{
    return await HealthProbe.RunAsync(args, ClassificationService.Descriptor.FullName);
}

var builder = ServiceDefaults.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddClassification();

var app = builder.Build();
app.MapServiceDefaults();
app.MapClassification();
await app.RunAsync();
return Environment.ExitCode;
