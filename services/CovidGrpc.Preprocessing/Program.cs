using CovidGrpc.Hosting;
using CovidGrpc.Preprocessing;

var builder = ServiceDefaults.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddPreprocessing();

var app = builder.Build();
app.MapServiceDefaults();
app.MapPreprocessing();
await app.RunAsync();
