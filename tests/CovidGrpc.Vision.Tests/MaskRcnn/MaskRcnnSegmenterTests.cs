using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.Tests.Golden;
using TorchSharp;

namespace CovidGrpc.Vision.Tests.MaskRcnn;

public sealed class MaskRcnnSegmenterTests(TestModels models)
{
    private static readonly SegmentationParameters Few = new(ScoreThreshold: 0.9, MaxFindings: 20);

    [Fact]
    public void Segment_ModelsCut_GoldenDetectionsWithAnArea()
    {
        var golden = GoldenJson.Read(GoldenFolder.CompactBaselines, "maskrcnn.json").GetProperty("cases")[1]
            .GetProperty("detections_thr0.05_max128").EnumerateArray().ToArray();

        var answer = models.MaskRcnn().Segment([Oblong()], new())[0];

        Assert.InRange(answer.Findings.Count, golden.Count(Area(8)), golden.Count(Area(-8)));
        Assert.InRange(answer.Findings[0].Box.X2 - golden[0].GetProperty("box").Floats()[2], -0.02, 0.02);
        Assert.All(answer.Findings, finding => Assert.True(finding.Label is Tissue.GroundGlassOpacity or Tissue.Consolidation));
        Assert.All(answer.Findings, finding => Assert.Equal((400, 600), (finding.Mask.Rows, finding.Mask.Columns)));
        Assert.Equal(answer.Findings.OrderByDescending(finding => finding.Score), answer.Findings);
        Assert.Null(answer.Sequence);
        Assert.Empty(answer.Warnings);

        static Func<System.Text.Json.JsonElement, bool> Area(int slack)
        {
            return detection => detection.GetProperty("mask_area_logit_gt_0.5").GetInt32() - slack > 0;
        }
    }

    // Also one slice whose size differs, which is computed apart.
    [Fact]
    public void Segment_ThreeSlicesAtOnce_EachAsIfAlone()
    {
        var segmenter = models.MaskRcnn();
        SliceInput[] slices = [Square(), Oblong(), Mirrored(Square())];

        var together = segmenter.Segment(slices, Few);

        foreach (var (slice, answer) in slices.Zip(together))
        {
            var alone = segmenter.Segment([slice], Few)[0];
            Assert.Equal(alone.Findings.Count, answer.Findings.Count);
            foreach (var (one, other) in alone.Findings.Zip(answer.Findings))
            {
                Assert.Equal(one.Score, other.Score, 1e-3);
                Assert.Equal(one.Label, other.Label);
                Assert.InRange(Math.Abs(one.AreaPixels - other.AreaPixels), 0, 8);
            }
        }
    }

    [Fact]
    public void Masks_Sigmoid_IsOfTheRawLogits()
    {
        using var inference = torch.inference_mode();
        using var scope = torch.NewDisposeScope();
        using var other = MaskRcnnSegmenter.Load(
            TestModels.MaskRcnnFolder(manifest => manifest["detection"]!["mask_activation"] = "sigmoid"), Placement.Cpu);
        other.Network.load_state_dict(models.MaskRcnn().Network.state_dict());
        var (pooled, labels) = (torch.rand(2, 256, 14, 14), torch.tensor([1L, 2L]));

        var raw = models.MaskRcnn().Network.RoiHeads.Branch.Masks(pooled, labels);
        var probabilities = other.Network.RoiHeads.Branch.Masks(pooled, labels);

        Assert.True(raw.min().item<float>() < 0);
        Close.To(raw.sigmoid().Values(), probabilities.Values(), 1e-5, "probabilities");
    }

    [Fact]
    public void Segment_SourceOfAnotherSize_BoxesAndMasksInItsPixels()
    {
        var doubled = Square() with { SourceRows = 1024, SourceColumns = 512 };

        var plain = models.MaskRcnn().Segment([Square()], Few)[0].Findings[0];
        var scaled = models.MaskRcnn().Segment([doubled], Few)[0].Findings[0];

        Assert.Equal(plain.Box.Scale(1, 2), scaled.Box);
        Assert.Equal((1024, 512), (scaled.Mask.Rows, scaled.Mask.Columns));
        Assert.Equal(scaled.AreaPixels, scaled.Mask.Decode().Count(set => set));
    }

    [Fact]
    public void Segment_WithoutFindings_NothingIsComputed()
    {
        var answer = models.MaskRcnn().Segment([new(new byte[64 * 64], 64, 64, 64, 64)], new(Findings: false))[0];

        Assert.Empty(answer.Findings);
        Assert.Equal([SegmentationWarning.ConstantImage], answer.Warnings);
        Assert.Equal(TimeSpan.Zero, answer.Timings.Backbone);
    }

    [Fact]
    public void Segment_AfterAnswer_NoTensorIsLeft()
    {
        var segmenter = models.MaskRcnn();
        segmenter.Segment([Square()], Few);
        DisposeScopeManager.Statistics.Reset();

        segmenter.Segment([Square()], Few);

        Assert.Equal(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Forward_NothingButNotANumber_NothingIsFound()
    {
        using var inference = torch.inference_mode();
        using var scope = torch.NewDisposeScope();

        var result = models.MaskRcnn().Network.Forward(
            torch.full([1, 3, 64, 64], float.NaN), Vision.Input.ImageGeometry.Of(new(64, 64), 64, 64), new(0.05, 100, true), new(TimeProvider.System, torch.CPU),
            CancellationToken.None);

        Assert.Equal(0, result.Detections[0].Count);
        Assert.Null(result.Masks);
    }

    [Fact]
    public void Segment_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.Throws<OperationCanceledException>(() => models.MaskRcnn().Segment([Square()], Few, cancelled.Token));
    }

    [Fact]
    public void Segment_OutOfRange_ArgumentException()
    {
        Assert.Throws<ArgumentException>(() => models.MaskRcnn().Segment([new(new byte[8], 512, 512, 512, 512)], Few));
        Assert.Throws<ArgumentException>(() => models.MaskRcnn().Segment([Square()], Few with { ScoreThreshold = 2 }));
    }

    [Fact]
    public void Load_GeneratedWeights_LoadsThroughSegmenters()
    {
        using var network = Segmenters.Load(TestModels.MaskRcnnFolder(), Placement.Cpu);

        Assert.Equal(ModelArchitecture.MaskRcnn, network.Manifest.Architecture);
    }

    private static SliceInput Square()
    {
        return GreyPng.Read(Path.Combine(GoldenFolder.Compact, "images", "ct1.png"));
    }

    private static SliceInput Oblong()
    {
        return GreyPng.Read(Path.Combine(GoldenFolder.Compact, "images", "ct4_400x600.png"));
    }

    private static SliceInput Mirrored(SliceInput slice)
    {
        var pixels = slice.Pixels.ToArray();
        Array.Reverse(pixels);
        return slice with { Pixels = pixels };
    }
}
