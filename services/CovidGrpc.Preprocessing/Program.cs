using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Serving;
using CovidGrpc.Preprocessing;

if (HealthProbe.IsAskedFor(args))
{
    return await HealthProbe.RunAsync(args, PreprocessingService.Descriptor.FullName);
}

var builder = ServiceDefaults.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPreprocessing();

var app = builder.Build();
app.MapServiceDefaults();
app.MapPreprocessing();
await app.RunAsync();
return Environment.ExitCode;
