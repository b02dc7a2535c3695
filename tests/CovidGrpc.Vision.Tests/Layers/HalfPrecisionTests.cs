using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Tests.Golden;
using TorchSharp;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Layers;

/// <summary>bfloat16 has 8 bits of mantissa: answers are near those of float32, not equal.</summary>
public sealed class HalfPrecisionTests(TestModels models)
{
    private static readonly Placement Half = new(CPU, Precision.BFloat16);

    [Theory]
    [InlineData("resnet50")]
    [InlineData("densenet121")]
    [InlineData("vgg16")]
    public void Classify_BFloat16_NearFloat32WithHalfTheMemory(string backbone)
    {
        using var half = ImageClassifier.Load(TestModels.ImageClassifierFolder(backbone), Half);
        var full = models.ImageClassifier(backbone);

        var answer = half.Classify(Slice("ct3_224x224.png", GoldenFolder.CompactBaselines));

        Assert.InRange((double)half.WeightBytes / full.WeightBytes, 0.5, 0.52);
        Close.To(full.Classify(Slice("ct3_224x224.png", GoldenFolder.CompactBaselines)).Logits, answer.Logits, 0.1, "logits");
    }

    [Theory]
    [InlineData("running_statistics")]
    [InlineData("batch_statistics")]
    public void Segment_OneShotInBFloat16_NearFloat32WithHalfTheMemory(string batchNorm)
    {
        using var half = OneShotSegmenter.Load(TestModels.Folder("resnet18", batchNorm), Half);
        var full = models.Segmenter("resnet18", batchNorm);
        var slice = Slice("ct1.png", GoldenFolder.Compact);
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var images = rand(1, 3, 512, 512);

        var features = half.Network.Backbone.call(images, CancellationToken.None)[0].Single();
        var answer = half.Segment([slice], new())[0];

        Assert.InRange((double)half.WeightBytes / full.WeightBytes, 0.5, 0.52);
        var expected = full.Network.Backbone.call(images, CancellationToken.None)[0];
        Assert.InRange((features - expected).norm().item<float>() / expected.norm().item<float>(), 1e-5, 0.05);
        Assert.Equal(RoiSequence.Length * RoiSequence.Width, answer.Sequence!.Values.Length);
        Assert.All(answer.Sequence.Values, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Classify_SequenceInBFloat16_NearFloat32()
    {
        using var half = OneShotClassifier.Load(TestModels.Folder("resnet18"), Half);
        var sequence = Enumerable.Range(0, RoiSequence.Length * RoiSequence.Width).Select(i => MathF.Sin(i)).ToArray();

        var answer = half.Classify(sequence);

        Close.To(models.Classifier("resnet18").Classify(sequence).Logits, answer.Logits, 0.1, "logits");
        Assert.Equal(1, answer.Probabilities.Sum(), 1e-5);
    }

    [Fact]
    public void Segment_MaskRcnnInBFloat16_NearFloat32AndNoTensorIsLeft()
    {
        using var half = MaskRcnnSegmenter.Load(TestModels.MaskRcnnFolder(), Half);
        half.Network.load_state_dict(models.MaskRcnn().Network.state_dict());
        var slice = Slice("ct1.png", GoldenFolder.Compact);
        var parameters = new SegmentationParameters(ScoreThreshold: 0.95);
        var best = models.MaskRcnn().Segment([slice], parameters)[0].Findings[0];
        half.Segment([slice], parameters);
        DisposeScopeManager.Statistics.Reset();

        var found = half.Segment([slice], parameters)[0].Findings;

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.InRange((double)half.WeightBytes / models.MaskRcnn().WeightBytes, 0.5, 0.52);
        Assert.Contains(found, finding => finding.Label == best.Label
            && Math.Abs(finding.Box.X1 - best.Box.X1) < 2 && Math.Abs(finding.Box.Y1 - best.Box.Y1) < 2 && Math.Abs(finding.Score - best.Score) < 0.05);
    }

    private static SliceInput Slice(string name, string folder)
    {
        return GreyPng.Read(Path.Combine(folder, "images", name));
    }
}
