using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using CovidGrpc.Benchmarks.Whole;

// "parts [arguments of BenchmarkDotNet]" times single operations, "precision FOLDER" tells what bfloat16 changes on DICOM slices, "gpu" measures on a GPU;
// without arguments the whole is compared with its peers.
switch (args)
{
    case ["parts", .. var rest]:
        // In this process: one of its own would be built without the native libraries' folder.
        var job = Job.ShortRun.WithToolchain(new InProcessEmitToolchain(new()));
        // TorchSharp's package is not an optimised build; its time is spent in libtorch.
        var config = DefaultConfig.Instance.AddJob(job).AddExporter(JsonExporter.Brief).WithOptions(ConfigOptions.DisableOptimizationsValidator);
        BenchmarkSwitcher.FromAssembly(typeof(WholeRun).Assembly).Run(rest.Length > 0 ? rest : ["--filter", "*"], config);
        return 0;
    case [MemoryComparison.Command, var mode]:
        MemoryComparison.Print(mode, WholeRun.Simplifying);
        return 0;
    case [PrecisionEffect.Command, var folder]:
        PrecisionEffect.Report(folder);
        return 0;
    case [WholeRun.GpuCommand]:
        return await WholeRun.ReportGpuAsync() ? 0 : 1;
    default:
        return MillionPredictions.Report() & await WholeRun.ReportAsync() ? 0 : 1;
}
