using CovidGrpc.Testing;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using TorchSharp;

namespace CovidGrpc.LongTests;

public sealed class InferenceMemoryTests
{
    private const int MebiByte = 1 << 20;

    [Fact]
    public void Inference_ThousandTimes_LeavesNoTensorAndMemoryFlat()
    {
        using var model = new TestModel();
        var folder = ModelFolder.Open(model.Path);
        using var segmenter = OneShotSegmenter.Load(folder, Placement.Cpu);
        using var classifier = OneShotClassifier.Load(folder, Placement.Cpu);
        Infer(segmenter, classifier, times: 100);
        DisposeScopeManager.Statistics.Reset();
        var before = Environment.WorkingSet;

        Infer(segmenter, classifier, times: 1000);

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.InRange((Environment.WorkingSet - before) / MebiByte, -1000, 100);
    }

    private static void Infer(OneShotSegmenter segmenter, OneShotClassifier classifier, int times)
    {
        var parameters = new SegmentationParameters(ScoreThreshold: 0.3);
        for (var i = 0; i < times; i++)
        {
            var pixels = new byte[512 * 512];
            new Random(i).NextBytes(pixels);
            var answer = segmenter.Segment([new SliceInput(pixels, 512, 512, 512, 512)], parameters)[0];
            classifier.Classify(answer.Sequence!.Values);
        }
    }
}
