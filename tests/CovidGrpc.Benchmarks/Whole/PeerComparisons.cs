using CovidGrpc.Vision;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>The same weights in ONNX Runtime, in this process, and in PyTorch.</summary>
internal static class PeerComparisons
{
    private const int Rounds = 9;

    internal static IEnumerable<Comparison> Measure(string mode, Placement simplifying)
    {
        if (Peer.Missing is { } missing)
        {
            Console.WriteLine($"  {mode}: PyTorch and ONNX Runtime left out, needs {missing}");
            yield break;
        }

        using var peer = new Peer(mode);
        var (bodyFile, wholeFile) = peer.Export();
        using var ours = new SliceThroughModel(mode, simplifying);
        using var body = new OnnxNetwork(bodyFile);
        using var whole = new OnnxNetwork(wholeFile);
        // Half before PyTorch and half behind it.
        var before = Turns.Medians(Rounds, ours.RunWhole, ours.RunBody, body.Run, whole.Run);
        var pyTorch = peer.Time();
        var after = Turns.Medians(Rounds, ours.RunWhole, ours.RunBody, body.Run, whole.Run);
        double[] both = [.. before.Zip(after, (a, b) => (a + b) / 2)];
        yield return new("backbone : the same in ONNX Runtime", mode, both[1], both[2], "ms", 0.65);
        yield return new("whole network : the same in ONNX Runtime", mode, both[0], both[3], "ms", 0.75);
        yield return new("whole network : the same in PyTorch 1.13", mode, both[0], pyTorch, "ms", mode == BenchmarkModel.OfBatch ? 0.68 : null);
    }

    // Two threads, as everybody here has.
    private sealed class OnnxNetwork : IDisposable
    {
        private readonly SessionOptions _options = new() { IntraOpNumThreads = 2, InterOpNumThreads = 1 };
        private readonly InferenceSession _session;
        private readonly NamedOnnxValue[] _inputs;

        internal OnnxNetwork(string file)
        {
            _options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
            // Its threads would wait by spinning, and so take the cores from whoever has the next turn.
            _options.AddSessionConfigEntry("session.force_spinning_stop", "1");
            _session = new(file, _options);
            var random = new Random(1);
            var pixels = new DenseTensor<float>([1, 3, 512, 512]);
            for (var i = 0; i < pixels.Length; i++)
                pixels.SetValue(i, (float)((random.NextDouble() * 3.4) - 1.7));
            _inputs = [NamedOnnxValue.CreateFromTensor("image", pixels)];
        }

        internal void Run()
        {
            using var results = _session.Run(_inputs);
        }

        public void Dispose()
        {
            _session.Dispose();
            _options.Dispose();
        }
    }
}
