using System.Text.Json;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Tests.Golden;
using CovidGrpc.Vision.Tests.OneShot;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.Detection;

public sealed class RoiPaddingTests(TestModels models)
{
    public static TheoryData<int> Counts { get; } = [.. Enumerable.Range(1, 15)];

    [Theory]
    [MemberData(nameof(Counts))]
    public void EvenSpread_ShortList_EachBoxFillsItsShare(int count)
    {
        var slots = RoiPaddings.EvenSpread(count);

        for (var box = 0; box < count; box++)
        {
            var (first, last) = (16 * box / count, 16 * (box + 1) / count - 1);
            Assert.All(Enumerable.Range(first, last - first + 1), slot => Assert.Equal(box, slots[slot]));
        }

        Assert.Equal(16, slots.Count);
    }

    [Fact]
    public void Authors_SharedPermutations_SameSlots()
    {
        var golden = GoldenJson.Read(GoldenFolder.Compact, "padding.json");
        var compared = 0;
        foreach (var expected in golden.GetProperty("function_level").EnumerateArray())
        {
            var count = expected.GetProperty("k").GetInt32();
            if (count is < 1 or > 15)
                continue;
            var padding = RoiPaddings.Authors(Permutation(golden, expected));
            Assert.Equal(expected.GetProperty("slot_to_rank").Integers(), padding(count).ToArray());
            compared++;
        }

        Assert.True(compared >= 15, $"{compared} lists compared");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void Authors_FewProposals_WholeNetworkAgrees(int proposals)
    {
        var folder = GoldenFolder.SharedExists ? GoldenFolder.Shared : GoldenFolder.Compact;
        var golden = GoldenJson.Read(folder, "padding.json");
        var runs = golden.GetProperty("pipeline_resnet18_ct1").EnumerateArray()
            .Where(run => run.GetProperty("rpn_post_nms_top_n_test").GetInt32() == proposals);
        foreach (var run in runs.DistinctBy(run => (run.Text("mode"), run.GetProperty("seed").GetInt32())))
            Compare(golden, run);
    }

    private void Compare(JsonElement golden, JsonElement run)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var isPaper = run.Text("mode") == "paper";
        var folder = TestModels.Folder("resnet18", isPaper ? "batch_statistics" : "running_statistics", manifest =>
            manifest["detection"]!["rpn"]!["post_nms_top_n"] = run.GetProperty("rpn_post_nms_top_n_test").GetInt32());
        using var segmenter = OneShotSegmenter.Load(folder, Placement.Cpu, RoiPaddings.Authors(Permutation(golden, run)));
        var image = new GoldenCase(GoldenFolder.Compact, JsonElement.Parse("""{"image":"ct1.png","normalisation":"unit"}"""));
        var batch = image.Batch();

        var result = segmenter.Network.Forward(batch.Images, batch.Geometry, null, new(TimeProvider.System, CPU), CancellationToken.None);
        var classes = models.Classifier("resnet18").Network.call(result.Sequences!);

        Assert.Equal(run.GetProperty("survivors").GetInt32(), Math.Min(result.Rois[0]!.Survivors, RoiSequence.Length));
        var tolerance = isPaper ? 1e-3 : 1e-4;
        Close.To(run.GetProperty("attention_pos").Floats(), classes.AttentionPositive.Values(), tolerance, "attention");
        Close.To(run.GetProperty("final_logits").Floats(), classes.Logits.Values(), tolerance, "logits");
    }

    private static int[] Permutation(JsonElement golden, JsonElement run)
    {
        return golden.GetProperty("randperm14").GetProperty(run.GetProperty("seed").GetInt32().ToString()).Integers();
    }
}
