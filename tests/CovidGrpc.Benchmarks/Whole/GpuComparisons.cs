using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>The network on a GPU: alone, in a batch, in bfloat16, beside PyTorch on the same GPU and beside the CPU.</summary>
internal static class GpuComparisons
{
    private const int Rounds = 51;
    private const int OnCpuRounds = 5;
    private const int Batch = 16;

    internal static IEnumerable<Comparison> Measure(string mode, Placement onGpu)
    {
        var inHalf = onGpu with { Precision = Precision.BFloat16 };
        using var full = new SliceThroughModel(mode, onGpu);
        using var written = new SliceThroughModel(mode, onGpu with { Simplifies = false });
        using var half = new SliceThroughModel(mode, inHalf);
        using var fullBatch = new SliceThroughModel(mode, onGpu, Batch);
        using var halfBatch = new SliceThroughModel(mode, inHalf, Batch);
        var medians = Turns.Medians(Rounds, full.RunWhole, full.RunBody, written.RunWhole, half.RunWhole, fullBatch.RunWhole, halfBatch.RunWhole);
        Console.WriteLine($"{mode}: {full.LastTimings}");
        yield return new("GPU, one slice, whole network : its backbone alone", mode, medians[0], medians[1], "ms");
        yield return new("GPU, whole network, simplified : as written", mode, medians[0], medians[2], "ms");
        yield return new("GPU, bfloat16 : float32, one slice", mode, medians[3], medians[0], "ms");
        yield return new($"GPU, a slice of a batch of {Batch} : a slice alone", mode, medians[4] / Batch, medians[0], "ms");
        yield return new($"GPU, bfloat16 : float32, a slice of a batch of {Batch}", mode, medians[5] / Batch, medians[4] / Batch, "ms");

        backends.cudnn.allow_tf32 = true;
        var shortened = Turns.Medians(Rounds, full.RunWhole, fullBatch.RunWhole);
        backends.cudnn.allow_tf32 = false;
        yield return new("GPU, TF32 : float32, one slice", mode, shortened[0], medians[0], "ms");
        yield return new($"GPU, TF32 : float32, a slice of a batch of {Batch}", mode, shortened[1] / Batch, medians[4] / Batch, "ms");

        using var onCpu = new SliceThroughModel(mode, WholeRun.Simplifying);
        yield return new("GPU, one slice : on the CPU, all cores", mode, medians[0], Turns.Medians(OnCpuRounds, onCpu.RunWhole)[0], "ms");
        using var peer = new Peer(mode, onGpu: true);
        yield return new("GPU, one slice : PyTorch on the same GPU", mode, medians[0], peer.Time(), "ms");
    }
}
