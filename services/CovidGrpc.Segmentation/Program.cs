using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Serving;
using CovidGrpc.Segmentation;

if (HealthProbe.IsAskedFor(args))
{
    return await HealthProbe.RunAsync(args, SegmentationService.Descriptor.FullName);
}

var builder = ServiceDefaults.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSegmentation();

var app = builder.Build();
app.MapServiceDefaults();
app.MapSegmentation();
await app.RunAsync();
return Environment.ExitCode;
