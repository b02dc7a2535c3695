using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Preprocessing;

return await HostProgram.RunAsync(args, PreprocessingService.Descriptor, builder => builder.AddPreprocessing(), app => app.MapPreprocessing());
