using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CovidGrpc.Benchmarks;
using CovidGrpc.Benchmarks.Whole;

// "parts [arguments of BenchmarkDotNet]" times single operations; without arguments the whole network is timed.
if (args is ["parts", .. var rest])
{
    // In this process: one of its own would be built without the native libraries' folder.
    var job = Job.ShortRun.WithToolchain(new InProcessEmitToolchain(new()));
    // TorchSharp's package is not an optimised build; its time is spent in libtorch.
    var config = DefaultConfig.Instance.AddJob(job).AddExporter(JsonExporter.Brief).WithOptions(ConfigOptions.DisableOptimizationsValidator);
    BenchmarkSwitcher.FromAssembly(typeof(MillionPredictions).Assembly).Run(rest.Length > 0 ? rest : ["--filter", "*"], config);
    return 0;
}

var predictionsAreQuick = MillionPredictions.Report();
var slicesAreQuick = SliceAgainstBody.Report();
return predictionsAreQuick && slicesAreQuick ? 0 : 1;
