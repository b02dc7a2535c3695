using System.Diagnostics;
using System.Globalization;
using CovidGrpc.Vision;
using TorchSharp;

namespace CovidGrpc.LongTests.Gpu;

/// <summary>A GPU, where there is one and libtorch is the one for CUDA.</summary>
internal static class Cuda
{
    /// <summary>As a room places a model on it; skips the test where there is none.</summary>
    internal static Placement Require()
    {
        Assert.SkipUnless(torch.cuda.is_available(), "needs a GPU and libtorch for CUDA (-p:TorchBackend=cuda)");
        return Placement.Cpu with { Device = torch.CUDA, Simplifies = true };
    }

    /// <summary>Memory taken on the first GPU, in MiB, by whoever.</summary>
    internal static int MemoryMiB()
    {
        var start = new ProcessStartInfo("nvidia-smi", ["--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=0"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        return int.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }
}
