using System.Globalization;
using CovidGrpc.Testing;
using CovidGrpc.Training.Data;
using CovidGrpc.Training.Learning;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp;

namespace CovidGrpc.LongTests.Gpu;

/// <summary>The networks on a GPU, held against themselves on the CPU.</summary>
public sealed class GpuInferenceTests(ITestOutputHelper output)
{
    private const int Side = 512;

    private static readonly SegmentationParameters Wide = new(ScoreThreshold: 0.3, MaxFindings: 20);

    [Theory]
    [InlineData("running_statistics")]
    [InlineData("batch_statistics")]
    public void Diagnose_GeneratedWeights_AnswersOfTheCpu(string batchNorm)
    {
        var onGpu = Cuda.Require();
        using var model = new TestModel(batchNorm);

        AssertSame(ModelFolder.Open(model.Path), onGpu, [.. Enumerable.Range(0, 8).Select(Noise)]);
    }

    [Fact]
    public void Diagnose_DemoModelOnPhantoms_AnswersOfTheCpu()
    {
        var onGpu = Cuda.Require();

        AssertSame(ModelFolder.Open(Repository.PathOf("deploy", "models", "demo")), onGpu, [.. Phantoms(12)]);
    }

    [Fact]
    public void Segment_MaskRcnn_AnswersOfTheCpu()
    {
        var onGpu = Cuda.Require();
        var folder = Directory.CreateTempSubdirectory("covidgrpc-model-");
        try
        {
            TestModel.WriteMaskRcnn(folder.FullName);
            using var here = Segmenters.Load(ModelFolder.Open(folder.FullName), Placement.Cpu);
            using var there = Segmenters.Load(ModelFolder.Open(folder.FullName), onGpu);

            foreach (var slice in Phantoms(3))
                AssertSame(here.Segment([slice], Wide)[0].Findings, there.Segment([slice], Wide)[0].Findings);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("running_statistics")]
    [InlineData("batch_statistics")]
    public void Segment_SixteenSlicesAtOnce_EachAsIfAlone(string batchNorm)
    {
        var onGpu = Cuda.Require();
        using var model = new TestModel(batchNorm);
        using var segmenter = OneShotSegmenter.Load(ModelFolder.Open(model.Path), onGpu);
        var slices = Enumerable.Range(0, 16).Select(Noise).ToArray();

        var together = segmenter.Segment(slices, Wide);

        foreach (var (slice, answer) in slices.Zip(together))
        {
            var alone = segmenter.Segment([slice], Wide)[0];
            AssertClose(alone.Sequence!.Values, answer.Sequence!.Values, 1e-3, "sequence");
            AssertSame(alone.Findings, answer.Findings);
        }
    }

    [Fact]
    public void Segment_BFloat16_ClassesOfFloat32()
    {
        var onGpu = Cuda.Require();
        var folder = ModelFolder.Open(Repository.PathOf("deploy", "models", "demo"));
        using var full = new Rooms(folder, onGpu);
        using var half = new Rooms(folder, onGpu with { Precision = Precision.BFloat16 });

        var logits = Phantoms(12).Select(slice => (Full: full.Diagnose(slice).Class.Logits, Half: half.Diagnose(slice).Class.Logits)).ToArray();

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"logits differ by {logits.Max(each => Difference(each.Full, each.Half)):F3} at most"));
        Assert.All(logits, each => Assert.Equal(Largest(each.Full), Largest(each.Half)));
    }

    [Fact]
    public void Inference_ThousandTimes_LeavesNoTensorAndMemoryFlat()
    {
        using var rooms = new Rooms(ModelFolder.Open(Repository.PathOf("deploy", "models", "demo")), Cuda.Require());
        Infer(times: 100);
        DisposeScopeManager.Statistics.Reset();
        var before = Cuda.MemoryMiB();

        Infer(times: 1000);

        var after = Cuda.MemoryMiB();
        output.WriteLine($"{before} MiB after a hundred, {after} after a thousand more");
        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.InRange(after - before, int.MinValue, 64);

        void Infer(int times)
        {
            for (var i = 0; i < times; i++)
                rooms.Diagnose(Noise(i));
        }
    }

    private void AssertSame(ModelFolder folder, Placement onGpu, IReadOnlyList<SliceInput> slices)
    {
        using var here = new Rooms(folder, Placement.Cpu);
        using var there = new Rooms(folder, onGpu);
        var most = 0.0;
        foreach (var slice in slices)
        {
            var (expected, actual) = (here.Diagnose(slice), there.Diagnose(slice));
            most = Math.Max(most, Difference(expected.Class.Logits, actual.Class.Logits));
            AssertClose(expected.Class.Logits, actual.Class.Logits, 1e-3, "logits");
            AssertClose(expected.Class.AttentionPositive, actual.Class.AttentionPositive, 1e-3, "attention");
            AssertSame(expected.Findings, actual.Findings);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{slices.Count} slices: logits differ by {most:E1} at most"));
    }

    private static void AssertSame(IReadOnlyList<Finding> expected, IReadOnlyList<Finding> actual)
    {
        Assert.Equal(expected.Select(finding => finding.Label), actual.Select(finding => finding.Label));
        foreach (var (one, other) in expected.Zip(actual))
        {
            Assert.Equal(one.Score, other.Score, 1e-3);
            AssertClose([one.Box.X1, one.Box.Y1, one.Box.X2, one.Box.Y2], [other.Box.X1, other.Box.Y1, other.Box.X2, other.Box.Y2], 0.25, "box");
            Assert.InRange(Math.Abs(one.AreaPixels - other.AreaPixels), 0, 2 + (one.AreaPixels / 20));
        }
    }

    private static void AssertClose(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance, string what)
    {
        Assert.True(Difference(expected, actual) <= tolerance, $"{what} differs by {Difference(expected, actual)}");
    }

    private static double Difference(IReadOnlyList<float> a, IReadOnlyList<float> b) => a.Zip(b, (one, other) => (double)Math.Abs(one - other)).Max();

    private static int Largest(float[] values) => Array.IndexOf(values, values.Max());

    private static SliceInput Noise(int seed)
    {
        var pixels = new byte[Side * Side];
        new Random(seed).NextBytes(pixels);
        return new(pixels, Side, Side, Side, Side);
    }

    private static IEnumerable<SliceInput> Phantoms(int count)
    {
        var source = new PhantomSlices("phantoms", new() { Side = Side, Seed = 7 }, count);
        return source.Entries.Select(entry => SampleDraw.Input(source.Load(entry, TestContext.Current.CancellationToken)));
    }

    private sealed class Rooms(ModelFolder model, Placement placement) : IDisposable
    {
        private readonly OneShotSegmenter _segmenter = OneShotSegmenter.Load(model, placement);
        private readonly OneShotClassifier _classifier = OneShotClassifier.Load(model, placement);

        internal (SliceClassification Class, IReadOnlyList<Finding> Findings) Diagnose(SliceInput slice)
        {
            var features = _segmenter.Segment([slice], Wide)[0];
            return (_classifier.Classify(features.Sequence!.Values), features.Findings);
        }

        public void Dispose()
        {
            _segmenter.Dispose();
            _classifier.Dispose();
        }
    }
}
