using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>A noisy 512×512 slice and the demo model's two rooms, in one batch-norm mode.</summary>
internal sealed class SliceThroughModel : IDisposable
{
    private const int Side = 512;

    private readonly OneShotSegmenter _segmenter;
    private readonly OneShotClassifier _classifier;
    private readonly SliceInput _slice;
    private readonly Tensor _image;

    internal SliceThroughModel(string batchNormMode, Placement placement)
    {
        var folder = BenchmarkModel.Open(batchNormMode);
        _segmenter = OneShotSegmenter.Load(folder, placement);
        _classifier = OneShotClassifier.Load(folder, placement);
        var pixels = new byte[Side * Side];
        new Random(1).NextBytes(pixels);
        _slice = new(pixels, Side, Side, Side, Side);
        using var planar = randn(1, 3, Side, Side);
        _image = ChannelsLast.Of(planar);
    }

    /// <summary>Where the last slice's time went.</summary>
    internal StageTimings? LastTimings { get; private set; }

    internal void WarmUp()
    {
        _segmenter.WarmUp();
        _classifier.WarmUp();
        RunBody();
    }

    /// <summary>Pixels to diagnosis, findings and masks included.</summary>
    internal void RunWhole()
    {
        var features = _segmenter.Segment([_slice], new SegmentationParameters())[0];
        _classifier.Classify(features.Sequence!.Values);
        LastTimings = features.Timings;
    }

    /// <summary>The residual network alone.</summary>
    internal void RunBody()
    {
        using var inference = inference_mode();
        using var features = _segmenter.Network.Backbone.Body.call(_image, CancellationToken.None);
    }

    public void Dispose()
    {
        _segmenter.Dispose();
        _classifier.Dispose();
        _image.Dispose();
    }
}
