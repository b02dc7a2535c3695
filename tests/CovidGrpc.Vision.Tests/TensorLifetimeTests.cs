using TorchSharp;

namespace CovidGrpc.Vision.Tests;

/// <summary>Native memory is the project's own business: no inference may leave a tensor behind.</summary>
public sealed class TensorLifetimeTests(TestModels models)
{
    private static readonly SegmentationParameters Parameters = new(ScoreThreshold: 0.3);

    [Theory]
    [InlineData("running_statistics", 1)]
    [InlineData("batch_statistics", 3)]
    public void Inference_AfterAnswer_NoTensorIsLeft(string batchNorm, int slices)
    {
        var (segmenter, classifier) = (models.Segmenter("resnet18", batchNorm), models.Classifier("resnet18"));
        var batch = Enumerable.Range(0, slices).Select(Noise).ToArray();
        Infer(segmenter, classifier, batch);
        DisposeScopeManager.Statistics.Reset();

        for (var i = 0; i < 3; i++)
            Infer(segmenter, classifier, batch);

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Inference_Cancelled_NoTensorIsLeft()
    {
        var segmenter = models.Segmenter("resnet18", "running_statistics");
        DisposeScopeManager.Statistics.Reset();
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => segmenter.Segment([Noise(1)], Parameters, cancellation.Token));

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Infer(OneShotSegmenter segmenter, OneShotClassifier classifier, SliceInput[] slices)
    {
        foreach (var answer in segmenter.Segment(slices, Parameters))
            classifier.Classify(answer.Sequence!.Values);
    }

    private static SliceInput Noise(int seed)
    {
        var pixels = new byte[512 * 512];
        new Random(seed).NextBytes(pixels);
        return new(pixels, 512, 512, 512, 512);
    }
}
