using BenchmarkDotNet.Attributes;
using CovidGrpc.Vision.Detection;
using static TorchSharp.torch;

namespace CovidGrpc.Benchmarks.Parts;

/// <summary>The detection operations at the network's own sizes, on two threads of libtorch.</summary>
public class DetectionParts
{
    private const int Side = 512;
    private const int Cells = 16;
    private const int Channels = 256;

    private readonly Tensor _map = randn(1, Channels, Cells, Cells).select(0, 0);
    private readonly Tensor _rois = RandomBoxes(200, seed: 1);
    private readonly Tensor _proposals = RandomBoxes(1000, seed: 2);
    private readonly Tensor _scores = rand(1000);
    private readonly Tensor _all = ones(1000, ScalarType.Bool);

    /// <summary>Two threads, as in the whole.</summary>
    [GlobalSetup]
    public void Setup() => set_num_threads(2);

    /// <summary>200 RoIs, 7×7 bins, on a 16×16 map of 256 channels.</summary>
    [Benchmark]
    public void RoiAlign200()
    {
        using var inference = inference_mode();
        using var pooled = RoiAlign.Pool(_map, _rois, (double)Cells / Side, bins: 7);
    }

    /// <summary>1000 proposals of one class at IoU 0.7.</summary>
    [Benchmark]
    public void Nms1000()
    {
        using var inference = inference_mode();
        using var kept = NonMaximumSuppression.Keep(_proposals, _scores, _all, threshold: 0.7);
    }

    private static Tensor RandomBoxes(int count, long seed)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)seed);
        var corners = rand(new long[] { count, 2 }, generator: random) * (Side - 64);
        var sizes = 16 + (rand(new long[] { count, 2 }, generator: random) * 48);
        return cat([corners, corners + sizes], 1).MoveToOuterDisposeScope();
    }
}
