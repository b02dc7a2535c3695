using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Segmentation;

return await HostProgram.RunAsync(args, SegmentationService.Descriptor, builder => builder.AddSegmentation(), app => app.MapSegmentation());
