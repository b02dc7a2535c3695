using System.Diagnostics;
using System.Text.Json;
using CovidGrpc.Testing;
using CovidGrpc.Vision.Importing;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>The network in plain PyTorch, with the same weights, in a process of its own (<c>Peers/peer.py</c>).</summary>
internal sealed class Peer : IDisposable
{
    // The system's, which has Debian's packages; on a GPU whichever comes first on the path.
    private const string Debians = "/usr/bin/python3";
    private const string OpenBlas = "/usr/lib/x86_64-linux-gnu/openblas-pthread/libblas.so.3";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("covid-peer-");
    private readonly string _mode;
    private readonly bool _onGpu;

    /// <param name="mode">Where batch norm takes its statistics from.</param>
    /// <param name="onGpu">Whether it computes on a GPU.</param>
    internal Peer(string mode, bool onGpu = false)
    {
        (_mode, _onGpu) = (mode, onGpu);
        ModelExport.Write(BenchmarkModel.Open(mode), Weights, WeightFileFormat.PyTorchZip);
    }

    /// <summary>What the machine lacks for it; null where nothing.</summary>
    internal static string? Missing { get; } = !File.Exists(Debians) ? "python3"
        : !File.Exists(OpenBlas) ? "libopenblas0-pthread"
        : Run(Debians, OpenBlas, "-c", "import torchvision").ExitCode != 0 ? "python3-torchvision"
        : null;

    private string Weights => Path.Combine(_folder.FullName, "weights.pth");

    /// <summary>Median time of a slice in ms; on a CPU on two threads with OpenBLAS preloaded.</summary>
    internal double Time()
    {
        const string Seconds = "15";
        return Turns.Median(JsonSerializer.Deserialize<double[]>(Ask("time", Seconds))!);
    }

    /// <summary>Writes the body and the whole network as ONNX.</summary>
    internal (string Body, string Whole) Export()
    {
        Ask("export", _folder.FullName);
        return (Path.Combine(_folder.FullName, "body.onnx"), Path.Combine(_folder.FullName, "whole.onnx"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Ask(string command, string argument)
    {
        var script = Repository.PathOf("tests", "CovidGrpc.Benchmarks", "Peers", "peer.py");
        var (exitCode, output) = Run(
            _onGpu ? "python3" : Debians, _onGpu ? null : OpenBlas, "-W", "ignore", script, command, Weights, _mode, argument, _onGpu ? "cuda" : "cpu");
        return exitCode == 0 ? output : throw new InvalidOperationException($"peer.py {command} ended with {exitCode}.");
    }

    private static (int ExitCode, string Output) Run(string python, string? preload, params string[] arguments)
    {
        var start = new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LD_PRELOAD"] = preload;
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}
