using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway;
using CovidGrpc.Hosting;

return await HostProgram.RunAsync(args, DiagnosisService.Descriptor, builder => builder.AddGateway(), app => app.MapGateway(), http1: true);
