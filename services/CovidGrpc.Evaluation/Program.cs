using CovidGrpc.Contracts.V1;
using CovidGrpc.Evaluation;
using CovidGrpc.Hosting;

return await HostProgram.RunAsync(args, EvaluationService.Descriptor, builder => builder.AddEvaluation(), app => app.MapEvaluation());
