using CovidGrpc.Classification;
using CovidGrpc.Hosting;

var builder = ServiceDefaults.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddClassification();

var app = builder.Build();
app.MapServiceDefaults();
app.MapClassification();
await app.RunAsync();
