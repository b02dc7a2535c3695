using CovidGrpc.Classification;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;

return await HostProgram.RunAsync(args, ClassificationService.Descriptor, builder => builder.AddClassification(), app => app.MapClassification());
