using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace CovidGrpc.Benchmarks.Whole;

/// <summary>Noisy 512×512 slices and the untrained model's two rooms, in one batch-norm mode.</summary>
internal sealed class SliceThroughModel : IDisposable
{
    private const int Side = 512;

    private readonly OneShotSegmenter _segmenter;
    private readonly OneShotClassifier _classifier;
    private readonly SliceInput[] _slices;
    private readonly Tensor _image;

    internal SliceThroughModel(string batchNormMode, Placement placement, int slices = 1)
    {
        var folder = BenchmarkModel.Open(batchNormMode);
        _segmenter = OneShotSegmenter.Load(folder, placement);
        _classifier = OneShotClassifier.Load(folder, placement);
        _slices = [.. Enumerable.Range(1, slices).Select(Noise)];
        using var planar = randn(slices, 3, Side, Side, device: placement.Device);
        _image = ConvolutionLayout.Of(planar);
    }

    /// <summary>Where the last slices' time went.</summary>
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
        foreach (var features in _segmenter.Segment(_slices, new SegmentationParameters()))
        {
            _classifier.Classify(features.Sequence!.Values);
            LastTimings = features.Timings;
        }
    }

    /// <summary>The residual network alone.</summary>
    internal void RunBody()
    {
        using var inference = inference_mode();
        using var features = _segmenter.Network.Backbone.Body.call(_image, CancellationToken.None);
        if (_image.device_type == DeviceType.CUDA)
            cuda.synchronize(_image.device);
    }

    private static SliceInput Noise(int seed)
    {
        var pixels = new byte[Side * Side];
        new Random(seed).NextBytes(pixels);
        return new(pixels, Side, Side, Side, Side);
    }

    public void Dispose()
    {
        _segmenter.Dispose();
        _classifier.Dispose();
        _image.Dispose();
    }
}
