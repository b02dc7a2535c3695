using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests;

public sealed class OneShotSegmenterTests(TestModels models)
{
    private const string Backbone = "resnet18";

    private static readonly SegmentationParameters Wide = new(ScoreThreshold: 0.3, MaxFindings: 20);

    [Theory]
    [InlineData("running_statistics")]
    [InlineData("batch_statistics")]
    public void Segment_FourSlicesAtOnce_EachAsIfAlone(string batchNorm)
    {
        var segmenter = models.Segmenter(Backbone, batchNorm);
        SliceInput[] slices = [Ct("ct1.png"), Noise(1), Ct("ct4_400x600.png"), Noise(2), Mirrored(Ct("ct1.png"))];

        var together = segmenter.Segment(slices, Wide);

        foreach (var (slice, answer) in slices.Zip(together))
            AssertSame(segmenter.Segment([slice], Wide)[0], answer);
    }

    [Theory]
    [InlineData("running_statistics")]
    [InlineData("batch_statistics")]
    public void Segment_Twice_SameBitsAndSameWeights(string batchNorm)
    {
        var segmenter = models.Segmenter(Backbone, batchNorm);
        var before = segmenter.Network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.to(ScalarType.Float64).sum().item<double>());

        var first = segmenter.Segment([Ct("ct1.png")], Wide)[0];
        var second = segmenter.Segment([Ct("ct1.png")], Wide)[0];

        Assert.Equal(first.Sequence!.Values, second.Sequence!.Values);
        Assert.Equal(first.Findings, second.Findings);
        Assert.All(segmenter.Network.state_dict(), entry => Assert.Equal(before[entry.Key], entry.Value.to(ScalarType.Float64).sum().item<double>()));
    }

    [Fact]
    public void Segment_Findings_MatchRawDetectionsInSourcePixels()
    {
        var segmenter = models.Segmenter(Backbone, "running_statistics");
        var slice = Ct("ct1.png");
        var doubled = slice with { SourceRows = 1024, SourceColumns = 2048 };

        var plain = segmenter.Segment([slice], Wide)[0];
        var scaled = segmenter.Segment([doubled], Wide)[0];

        Assert.NotEmpty(plain.Findings);
        foreach (var finding in scaled.Findings)
        {
            Assert.Equal((1024, 2048), (finding.Mask.Rows, finding.Mask.Columns));
            Assert.Equal(finding.AreaPixels, finding.Mask.Decode().Count(set => set));
            Assert.True(finding.Box.X2 > finding.Box.X1 && finding.Box.Y2 > finding.Box.Y1);
            AssertMaskLiesInBox(finding);
        }

        Assert.Equal(plain.Sequence!.Rois.Select(roi => roi.Box.Scale(4, 2)), scaled.Sequence!.Rois.Select(roi => roi.Box));
        Assert.Equal(plain.Sequence.Values, scaled.Sequence.Values);
    }

    [Fact]
    public void Segment_WithoutFindings_SameSequence()
    {
        var segmenter = models.Segmenter(Backbone, "running_statistics");

        var answer = segmenter.Segment([Ct("ct1.png")], new(Findings: false))[0];

        Assert.Empty(answer.Findings);
        Assert.Equal(segmenter.Segment([Ct("ct1.png")], new())[0].Sequence!.Values, answer.Sequence!.Values);
    }

    [Fact]
    public void Segment_RoisOfSequence_GrowAwayFromOrigin()
    {
        var sequence = models.Segmenter(Backbone, "running_statistics").Segment([Ct("ct1.png")], Wide)[0].Sequence!;

        var distances = sequence.Rois.Select(roi => Math.Sqrt(roi.Box.X1 * roi.Box.X1 + roi.Box.Y1 * roi.Box.Y1)).ToArray();

        Assert.Equal(RoiSequence.Length, sequence.Rois.Count);
        Assert.Equal(RoiSequence.Length, sequence.DistinctRois);
        Assert.Equal(distances.Order(), distances);
    }

    [Fact]
    public void Segment_FewProposals_WarnsAndRepeatsEvenly()
    {
        using var segmenter = OneShotSegmenter.Load(
            TestModels.Folder(Backbone, change: manifest => manifest["detection"]!["rpn"]!["post_nms_top_n"] = 1), Placement.Cpu);

        var answer = segmenter.Segment([Ct("ct1.png")], Wide)[0];

        Assert.Equal([SegmentationWarning.FewRois], answer.Warnings);
        Assert.InRange(answer.Sequence!.DistinctRois, 1, 3);
        Assert.Equal(answer.Sequence.DistinctRois, answer.Sequence.Rois.Distinct().Count());
    }

    [Theory]
    [InlineData("running_statistics")]
    [InlineData("batch_statistics")]
    public void Segment_ConstantImage_FiniteAndWarned(string batchNorm)
    {
        var segmenter = models.Segmenter(Backbone, batchNorm);
        var pixels = new byte[512 * 512];
        Array.Fill(pixels, (byte)77);

        var answer = segmenter.Segment([new SliceInput(pixels, 512, 512, 512, 512)], Wide)[0];

        Assert.Contains(SegmentationWarning.ConstantImage, answer.Warnings);
        Assert.All(answer.Sequence!.Values, value => Assert.True(float.IsFinite(value)));
    }

    // With batch statistics a flat image has next to no variance to divide by: rounding alone, one thread or two, moves these logits by 0.02.
    [Theory]
    [InlineData("running_statistics", "zero_image_eval", 1e-4)]
    [InlineData("batch_statistics", "zero_image_paper", 0.1)]
    public void Segment_ZeroImage_LogitsOfTheAuthors(string batchNorm, string golden, double tolerance)
    {
        var segmenter = models.Segmenter(Backbone, batchNorm);

        var sequence = segmenter.Segment([new SliceInput(new byte[512 * 512], 512, 512, 512, 512)], new())[0].Sequence!;

        var expected = GoldenJson.Read(GoldenFolder.Compact, "edge_cases.json").GetProperty(golden).Floats();
        Close.To(expected, models.Classifier(Backbone).Classify(sequence.Values).Logits, tolerance, "logits");
    }

    [Theory]
    [InlineData("running_statistics")]
    [InlineData("batch_statistics")]
    public void Forward_NotANumber_NoSequenceAndNoException(string batchNorm)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var images = full([2, 3, 512, 512], float.NaN);
        images[1] = 0;

        var result = models.Segmenter(Backbone, batchNorm).Network.Forward(
            images, Vision.Input.ImageGeometry.Of(new(512, 512)), new(0.05, 100, false), new(TimeProvider.System, CPU), CancellationToken.None);

        Assert.Null(result.Rois[0]);
        Assert.Equal(0, result.Detections![0].Count);
        Assert.NotNull(result.Rois[1]);
        Assert.Equal([1L, 16L, 256L], result.Sequences!.shape);
    }

    [Fact]
    public void Forward_NothingButNotANumber_NoSequence()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();

        var result = models.Segmenter(Backbone, "running_statistics").Network.Forward(
            full([1, 3, 512, 512], float.NaN), Vision.Input.ImageGeometry.Of(new(512, 512)), new(0.05, 100, false), new(TimeProvider.System, CPU),
            CancellationToken.None);

        Assert.Null(result.Sequences);
        Assert.Null(result.Masks);
    }

    [Fact]
    public async Task Segment_FourThreads_SameAnswers()
    {
        var segmenter = models.Segmenter(Backbone, "batch_statistics");
        var slices = Enumerable.Range(0, 4).Select(Noise).ToArray();
        var alone = slices.Select(slice => segmenter.Segment([slice], Wide)[0]).ToArray();

        var answers = await Task.WhenAll(slices.Select(slice => Task.Run(() => segmenter.Segment([slice], Wide)[0])));

        foreach (var (expected, actual) in alone.Zip(answers))
            AssertSame(expected, actual);
    }

    [Fact]
    public void Segment_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            models.Segmenter(Backbone, "running_statistics").Segment([Ct("ct1.png")], Wide, cancelled.Token));
    }

    [Fact]
    public void BackboneForward_Cancelled_StopsBetweenLayers()
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        var body = models.Segmenter(Backbone, "running_statistics").Network.Backbone.Body;

        Assert.Throws<OperationCanceledException>(() => body.call(zeros([1, 3, 64, 64]), cancelled.Token));
    }

    [Theory]
    [InlineData(31, 512, 512, 512, 31 * 512)]
    [InlineData(512, 512, 512, 512, 100)]
    [InlineData(512, 512, 0, 512, 512 * 512)]
    [InlineData(512, 512, 512, 20_000, 512 * 512)]
    [InlineData(32, 1024, 512, 512, 32 * 1024)]
    public void Segment_SliceOutOfRange_ArgumentException(int rows, int columns, int sourceRows, int sourceColumns, int length)
    {
        Assert.Throws<ArgumentException>(() => models.Segmenter(Backbone, "running_statistics")
            .Segment([new SliceInput(new byte[length], rows, columns, sourceRows, sourceColumns)], new()));
    }

    [Theory]
    [InlineData(-0.1, 4, 0.5)]
    [InlineData(double.NaN, 4, 0.5)]
    [InlineData(0.5, 0, 0.5)]
    [InlineData(0.5, 201, 0.5)]
    [InlineData(0.5, 4, 1.5)]
    public void Segment_ParameterOutOfRange_ArgumentException(double score, int findings, double mask)
    {
        Assert.Throws<ArgumentException>(() => models.Segmenter(Backbone, "running_statistics").Segment([], new(true, score, findings, mask)));
    }

    [Fact]
    public void Load_DemoModel_SaysWhatItIs()
    {
        var folder = ModelFolder.Open(GoldenFolder.DemoModel);

        using var segmenter = OneShotSegmenter.Load(folder, Placement.Cpu);
        using var classifier = OneShotClassifier.Load(folder, Placement.Cpu);

        Assert.Equal("demo", segmenter.Identity.Name);
        Assert.Equal(segmenter.Identity, classifier.Identity);
        Assert.True(segmenter.Manifest.Trained);
    }

    private static SliceInput Ct(string name)
    {
        return GreyPng.Read(Path.Combine(GoldenFolder.Compact, "images", name));
    }

    private static SliceInput Noise(int seed)
    {
        var pixels = new byte[512 * 512];
        new Random(seed).NextBytes(pixels);
        return new(pixels, 512, 512, 512, 512);
    }

    private static SliceInput Mirrored(SliceInput slice)
    {
        var pixels = slice.Pixels.ToArray();
        Array.Reverse(pixels);
        return slice with { Pixels = pixels };
    }

    private static void AssertSame(SliceFeatures expected, SliceFeatures actual)
    {
        const double Tolerance = 1e-4;
        Close.To(expected.Sequence!.Values, actual.Sequence!.Values, 10 * Tolerance, "sequence");
        Assert.Equal(expected.Warnings, actual.Warnings);
        Assert.Equal(expected.Findings.Count, actual.Findings.Count);
        foreach (var (one, other) in expected.Findings.Zip(actual.Findings))
        {
            Assert.Equal(one.Label, other.Label);
            Assert.Equal(one.Score, other.Score, Tolerance);
            Assert.InRange(Math.Abs(one.AreaPixels - other.AreaPixels), 0, 2);
        }
    }

    // The pasted window reaches one cell of 28 beyond the box, and a pixel more by rounding.
    private static void AssertMaskLiesInBox(Finding finding)
    {
        var (margin, mask) = (2 + (finding.Box.X2 - finding.Box.X1 + finding.Box.Y2 - finding.Box.Y1) / 28, finding.Mask.Decode());
        for (var i = 0; i < mask.Length; i++)
        {
            var (x, y) = (i % finding.Mask.Columns, i / finding.Mask.Columns);
            Assert.True(!mask[i] || (x >= finding.Box.X1 - margin && x <= finding.Box.X2 + margin
                && y >= finding.Box.Y1 - margin && y <= finding.Box.Y2 + margin));
        }
    }
}
