using CovidGrpc.Gateway;
using CovidGrpc.Hosting;

var builder = ServiceDefaults.CreateBuilder(args, http1: true);
builder.AddServiceDefaults();
builder.AddGateway();

var app = builder.Build();
app.UseGatewayProtocols();
app.MapServiceDefaults();
app.MapGateway();
await app.RunAsync();
