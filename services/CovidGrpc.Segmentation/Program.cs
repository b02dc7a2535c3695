using CovidGrpc.Hosting;
using CovidGrpc.Segmentation;

var builder = ServiceDefaults.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddSegmentation();

var app = builder.Build();
app.MapServiceDefaults();
app.MapSegmentation();
await app.RunAsync();
