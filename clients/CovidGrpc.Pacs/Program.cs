using CovidGrpc.Pacs;

if (HealthProbe.IsAskedFor(args))
{
    return await HealthProbe.RunAsync(args);
}

var builder = WebApplication.CreateSlimBuilder(args);
builder.WebHost.UseUrls(builder.Configuration["Urls"] ?? "http://*:8080");
await using var app = builder.AddPacs().Build();
app.MapPacs();
await app.RunAsync();
return Environment.ExitCode;
