using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using TorchSharp;

namespace CovidGrpc.Vision.Tests.ImageClassifiers;

public sealed class ImageClassifierTests(TestModels models)
{
    [Theory]
    [InlineData("resnet50")]
    [InlineData("densenet121")]
    [InlineData("vgg16")]
    public void Classify_Slice_GoldenLogitsAndProbabilities(string backbone)
    {
        var golden = GoldenJson.Read(GoldenFolder.CompactBaselines, "classifiers.json").GetProperty(backbone).GetProperty("cases")[0];

        var answer = models.ImageClassifier(backbone).Classify(Slice());

        Close.To(golden.GetProperty("logits").Floats(), answer.Logits, 1e-4, "logits");
        Close.To(golden.GetProperty("softmax").Floats(), answer.Probabilities, 1e-4, "probabilities");
        Assert.Empty(answer.AttentionPositive);
        Assert.Empty(answer.AttentionNegative);
    }

    [Fact]
    public void Classify_Temperature_SoftensProbabilitiesOnly()
    {
        using var warm = ImageClassifier.Load(
            TestModels.ImageClassifierFolder("resnet18", manifest => manifest["classification"]!["temperature"] = 4), Placement.Cpu);

        var answer = warm.Classify(Slice());

        Assert.Equal((answer.Logits[0] - answer.Logits[1]) / 4, Math.Log(answer.Probabilities[0] / answer.Probabilities[1]), 1e-4);
    }

    [Fact]
    public void Classify_SliceOfAnySize_IsReadAtItsOwnSizeUpTo1024()
    {
        var classifier = models.ImageClassifier("resnet18");
        var flat = Flat(1024, 2048);

        Assert.All(classifier.Classify(Flat(33, 70)).Logits, logit => Assert.True(float.IsFinite(logit)));
        Close.To(classifier.Classify(Flat(512, 1024)).Logits, classifier.Classify(flat).Logits, 1e-4, "logits of a flat image at half its size");
    }

    [Fact]
    public void Classify_OutOfRange_ArgumentException()
    {
        var classifier = models.ImageClassifier("resnet18");

        Assert.Throws<ArgumentException>(() => classifier.Classify(new(new byte[31 * 512], 31, 512, 512, 512)));
        Assert.Throws<ArgumentException>(() => classifier.Classify(new(new byte[100], 512, 512, 512, 512)));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("densenet121")]
    [InlineData("vgg16")]
    public void Features_Cancelled_StopsBetweenLayers(string backbone)
    {
        using var inference = torch.inference_mode();
        using var scope = torch.NewDisposeScope();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(
            () => models.ImageClassifier(backbone).Network.Features(torch.zeros([1, 3, 64, 64]), cancelled.Token));
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("densenet121")]
    [InlineData("vgg16")]
    public void Classify_AfterAnswer_NoTensorIsLeft(string backbone)
    {
        var classifier = models.ImageClassifier(backbone);
        classifier.Classify(Flat(64, 64));
        DisposeScopeManager.Statistics.Reset();

        classifier.Classify(Flat(64, 64));

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Load_ThroughClassifiers_IsASliceClassifier()
    {
        using var network = Vision.Classifiers.Load(TestModels.ImageClassifierFolder("resnet18"), Placement.Cpu);

        Assert.IsAssignableFrom<ISliceClassifier>(network);
        Assert.Equal(ModelArchitecture.ImageClassifier, network.Manifest.Architecture);
    }

    private static SliceInput Slice()
    {
        return GreyPng.Read(Path.Combine(GoldenFolder.CompactBaselines, "images", "ct3_224x224.png"));
    }

    private static SliceInput Flat(int rows, int columns)
    {
        var pixels = new byte[rows * columns];
        Array.Fill(pixels, (byte)90);
        return new(pixels, rows, columns, rows, columns);
    }
}
