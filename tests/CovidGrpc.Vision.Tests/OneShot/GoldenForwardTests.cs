using System.Text.Json;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Input;
using CovidGrpc.Vision.Masks;
using CovidGrpc.Vision.OneShot;
using CovidGrpc.Vision.Tests.Golden;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Tests.OneShot;

/// <summary>The authors' network, number by number. Tolerances are those of the golden set's README.</summary>
public sealed class GoldenForwardTests(TestModels models)
{
    private const int ClassesOfProposal = 3;

    private static readonly DetectionCut Wide = new(0.05, 100, DropsZeroArea: false);
    private static readonly DetectionCut Authors = new(0.75, 4, DropsZeroArea: false);

    public static TheoryData<string, int> CompactCases { get; } = Cases(["resnet18", "resnext50_32x4d"], 4);

    public static TheoryData<string, int> SharedCases { get; } = Cases(["resnet18", "resnext50_32x4d", "resnext101_32x8d"], 10);

    [Theory]
    [MemberData(nameof(CompactCases))]
    public void Forward_CompactSet_MatchesAuthors(string backbone, int index)
    {
        Compare(Case(GoldenFolder.Compact, backbone, index));
    }

    [Theory]
    [MemberData(nameof(SharedCases))]
    public void Forward_FullSet_MatchesAuthors(string backbone, int index)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var golden = Case(GoldenFolder.Shared, backbone, index);
        if (index < 2)
            CompareEveryStep(golden);
        Compare(golden);
    }

    [Theory]
    [InlineData("resnet18")]
    [InlineData("resnext50_32x4d")]
    public void Train_OneForward_RunningStatisticsFollow(string backbone)
    {
        Assert.SkipUnless(GoldenFolder.SharedExists, GoldenFolder.NeedsShared);
        var golden = Case(GoldenFolder.Shared, backbone, 1);
        using var segmenter = OneShotSegmenter.Load(TestModels.Folder(backbone, golden.BatchNorm), Placement.Cpu);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        segmenter.Network.Backbone.train();
        segmenter.Network.Encoder.train();
        var batch = golden.Batch();
        var result = Forward(segmenter, batch, null);
        Close.To(golden["sequence"].Floats(), result.Sequences!.Values(), 1e-2, "sequence");

        var state = segmenter.Network.state_dict();
        foreach (var norm in golden["running_stats_after"].EnumerateObject())
        {
            foreach (var (part, name) in new[] { ("mean", "running_mean"), ("var", "running_var") })
            {
                var expected = norm.Value.GetProperty(part).Floats();
                var actual = state[$"{norm.Name}.{name}"].Values();
                for (var i = 0; i < expected.Length; i++)
                    Assert.InRange(actual[i], expected[i] - 1e-4 * Math.Abs(expected[i]) - 1e-6, expected[i] + 1e-4 * Math.Abs(expected[i]) + 1e-6);
            }

            Assert.Equal(norm.Value.GetProperty("n").GetInt64(), state[$"{norm.Name}.num_batches_tracked"].item<long>());
        }
    }

    private static TheoryData<string, int> Cases(string[] backbones, int count)
    {
        var cases = new TheoryData<string, int>();
        foreach (var backbone in backbones)
        {
            for (var i = 0; i < count; i++)
                cases.Add(backbone, i);
        }

        return cases;
    }

    internal static GoldenCase Case(string folder, string backbone, int index)
    {
        return new(folder, GoldenJson.Read(folder, $"forward_{backbone}.json").GetProperty("cases")[index]);
    }

    private static SegmentationResult Forward(OneShotSegmenter segmenter, SliceBatch batch, DetectionCut? cut)
    {
        return segmenter.Network.Forward(batch.Images, batch.Geometry, cut, new(TimeProvider.System, CPU), CancellationToken.None);
    }

    // What both sets hold: proposals, RoIs, sequence, attention, logits, detections.
    private void Compare(GoldenCase golden)
    {
        Compare(golden, models.Segmenter(golden.Backbone, golden.BatchNorm), models.Classifier(golden.Backbone));
    }

    internal static void Compare(GoldenCase golden, OneShotSegmenter segmenter, OneShotClassifier classifier)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var batch = golden.Batch();
        Assert.Equal(golden["resized_hw"].Integers(), new[] { (int)batch.Geometry.Resized.Height, (int)batch.Geometry.Resized.Width });
        var result = Forward(segmenter, batch, Wide);

        var otherCandidates = ClassesOfProposal * CountOtherProposals(golden, result.Proposals[0]);
        CompareRois(golden, result.Rois[0]!, otherCandidates);
        if (golden.Has("sequence"))
            Close.To(golden["sequence"].Floats(), result.Sequences!.Values(), golden.Tolerance(1e-3, 1e-2), "sequence");
        CompareClassification(golden, classifier.Network.call(result.Sequences!));
        if (golden.Has("detections_thr0.05_max100"))
            CompareDetections(golden, golden["detections_thr0.05_max100"], result.Detections![0], result.Masks, otherCandidates);
        CompareAuthorsCut(golden, segmenter.Network.RoiHeads, result, batch.Geometry);
    }

    // As a set. Where two boxes are equally likely, noise decides which of them is the last that is kept.
    private static int CountOtherProposals(GoldenCase golden, Proposals proposals)
    {
        var objectness = golden["proposal_objectness"].Floats();
        Assert.Equal(objectness.Length, proposals.Objectness.shape[0]);
        var missing = Close.Unmatched(golden["proposals"].Floats(), proposals.Boxes.Values(), golden.Tolerance(2e-3, 1e-2));
        var lastKept = proposals.Objectness.Values()[^1];
        Assert.All(missing, index => Assert.InRange(objectness[index] - lastKept, -1e-3, golden.Tolerance(1e-4, 1e-3)));
        return missing.Count;
    }

    private static void CompareRois(GoldenCase golden, SelectedRois rois, int otherCandidates)
    {
        Assert.InRange(Math.Abs(golden["s2_survivors_before_cut"].GetInt32() - rois.Survivors), 0, otherCandidates);
        Close.To(golden["s2_boxes"].Floats(), rois.ByScore.Boxes.Values(), golden.Tolerance(5e-3, 1e-2), "RoIs");
        Close.To(golden["s2_scores"].Floats(), rois.ByScore.Scores.Values(), golden.Tolerance(1e-4, 1e-3), "RoI scores");
        Assert.Equal(golden["s2_labels"].Integers(), rois.ByScore.Labels.data<long>().Select(label => (int)label));
        Assert.Equal(golden["s2_distance_order"].Integers(), rois.DistanceOrder.data<long>().Select(rank => (int)rank));
    }

    private static void CompareClassification(GoldenCase golden, ClassificationResult result)
    {
        var tolerance = golden.Tolerance(1e-4, 1e-3);
        Close.To(golden["attention_pos"].Floats(), result.AttentionPositive.Values(), tolerance, "positive attention");
        Close.To(golden["attention_neg"].Floats(), result.AttentionNegative.Values(), tolerance, "negative attention");
        Close.To(golden["final_logits"].Floats(), result.Logits.Values(), tolerance, "logits");
    }

    private static void CompareDetections(
        GoldenCase golden, JsonElement expected, ScoredBoxes detections, Tensor? masks, int otherCandidates)
    {
        var missing = 0;
        var size = golden.Slice();
        var resized = golden["resized_hw"].Integers();
        var free = detections.ToHost(Enum.GetValues<Tissue>()).Select((detection, i) => (
            Box: detection.Box.Scale((float)size.Columns / resized[1], (float)size.Rows / resized[0]), detection.Score, detection.Label, Index: i)).ToList();
        Assert.Equal(expected.GetArrayLength(), free.Count);
        foreach (var detection in expected.EnumerateArray())
        {
            var box = detection.GetProperty("box").Floats();
            var label = (Tissue)detection.GetProperty("label").GetInt32();
            var partner = free.FindIndex(other => other.Label == label
                && Near(other.Box.X1, box[0]) && Near(other.Box.Y1, box[1]) && Near(other.Box.X2, box[2]) && Near(other.Box.Y2, box[3])
                && Math.Abs(other.Score - detection.GetProperty("score").GetSingle()) <= golden.Tolerance(1e-4, 1e-3));
            if (partner < 0)
            {
                Assert.True(++missing <= otherCandidates, $"no detection of {label} at {string.Join(", ", box)}");
                continue;
            }

            CompareMask(golden, detection, free[partner].Box, masks![free[partner].Index], size);
            free.RemoveAt(partner);
        }
    }

    private static bool Near(float one, float other)
    {
        return Math.Abs(one - other) < 0.05;
    }

    private static void CompareMask(GoldenCase golden, JsonElement detection, Box box, Tensor probabilities, SliceInput size)
    {
        var mask = new PastedMask(probabilities.Values(), 28, box, size.Rows, size.Columns).Encode(0.5);
        var largest = golden.Tolerance(2, 10);
        var area = detection.GetProperty("area").GetInt64();
        Assert.InRange(mask.Area(), area - largest, area + largest);
        if (!detection.TryGetProperty("rle", out var rle) || !golden.Has("features"))
            return;

        var expected = new CocoRle(size.Rows, size.Columns, rle.GetString()!).Decode();
        var differing = mask.Decode().Zip(expected).Count(pair => pair.First != pair.Second);
        Assert.True(differing <= largest, $"mask differs in {differing} pixels");
    }

    private static void CompareAuthorsCut(GoldenCase golden, RoiHeads heads, SegmentationResult result, ImageGeometry geometry)
    {
        var pooled = RoiHeads.PoolBoxes(result.Features, [result.Proposals[0].Boxes], geometry);
        var detections = heads.Detection.Detect(heads.Embed(pooled, [pooled.shape[0]], detections: true).Detection!, result.Proposals, geometry.Resized, Authors)[0];
        var masks = detections.Count == 0
            ? null
            : heads.Detection.Masks(RoiHeads.PoolMasks(result.Features, [detections.Boxes], geometry), detections.Labels);
        CompareDetections(golden, golden["detections_thr0.75_max4"], detections, masks, otherCandidates: 0);
    }

    // What only the full set holds: each layer, each head.
    private void CompareEveryStep(GoldenCase golden)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        var network = models.Segmenter(golden.Backbone, golden.BatchNorm).Network;
        var batch = golden.Batch();
        var features = CompareBackbone(golden, network, batch.Images);
        var tolerance = golden.Tolerance(1e-4, 1e-3) * 10;

        var (objectness, deltas) = network.Rpn.Head.call(features);
        Close.ToSummary(golden["objectness"], objectness, tolerance, "objectness");
        Close.ToSummary(golden["rpn_deltas"], deltas, tolerance, "RPN deltas");

        // From the golden proposals, so that the rows stand in the recorded order.
        var proposals = tensor(golden["proposals"].Floats()).view(-1, 4);
        var pooled = RoiHeads.PoolBoxes(features, [proposals], batch.Geometry);
        CompareBoxBranch(golden, "s2_", network.RoiHeads.Sequence.Boxes, pooled, tolerance);
        CompareBoxBranch(golden, "det_", network.RoiHeads.Detection.Boxes, pooled, tolerance);

        var order = tensor(golden["s2_distance_order"].Integers().Select(rank => (long)rank).ToArray());
        var rois = tensor(golden["s2_boxes"].Floats()).view(-1, 4).index_select(0, order);
        var maps = network.RoiHeads.Sequence.Maps(RoiHeads.PoolMasks(features, [rois], batch.Geometry));
        Close.ToSummary(golden["mask_features"], maps, tolerance, "RoI maps");
        Close.To(golden["mask_features_roi_mean"].Floats(), maps.mean([1, 2, 3]).Values(), tolerance, "RoI maps, means");
        Close.ToSummary(golden["sieve"], network.Encoder.Sieve.call(maps), tolerance, "sieve");

        CompareRecurrence(golden, tensor(golden["sequence"].Floats(), [1, RoiSequence.Length, RoiSequence.Width]));
    }

    private static Tensor CompareBackbone(GoldenCase golden, SegmentationNetwork network, Tensor images)
    {
        var tolerance = golden.Tolerance(1e-4, 1e-3);
        var body = network.Backbone.Body.named_children().ToDictionary(child => child.name, child => (nn.Module<Tensor, Tensor>)child.module);
        var map = body["bn1"].call(body["conv1"].call(images)).relu();
        map = nn.functional.max_pool2d(map, 3, 2, 1);
        Close.ToSummary(golden["stages"].GetProperty("maxpool"), map, tolerance, "stem");
        for (var layer = 1; layer <= 4; layer++)
        {
            map = body[$"layer{layer}"].call(map);
            Close.ToSummary(golden["stages"].GetProperty($"layer{layer}"), map, tolerance, $"layer {layer}");
        }

        var features = network.Backbone.Pyramid.call([map])[0];
        Close.ToSummary(golden["features"], features, tolerance, "features");
        return features;
    }

    private static void CompareBoxBranch(GoldenCase golden, string prefix, BoxBranch branch, Tensor pooled, double tolerance)
    {
        var (logits, deltas) = branch.Predict(pooled);
        Close.To(golden[$"{prefix}class_logits"].Floats(), logits.Values(), tolerance, $"{prefix}class_logits");
        Close.ToSummary(golden[$"{prefix}box_deltas"], deltas, tolerance, $"{prefix}box_deltas");
    }

    private void CompareRecurrence(GoldenCase golden, Tensor sequence)
    {
        const double Tolerance = 1e-4;
        var network = models.Classifier(golden.Backbone).Network;
        var (positive, negative) = network.Attention.call(sequence);
        Close.ToSummary(golden["pos_vector"], positive.Vector.unsqueeze(0), Tolerance, "positive vector");
        Close.ToSummary(golden["neg_vector"], negative.Vector.unsqueeze(0), Tolerance, "negative vector");
        Close.To(golden["attention_pos"].Floats(), positive.Weights.Values(), Tolerance, "positive attention");
        Close.To(golden["attention_neg"].Floats(), negative.Weights.Values(), Tolerance, "negative attention");
        Close.To(golden["pos_logits"].Floats(), network.PositiveHead.call(positive.Vector).Values(), Tolerance, "positive logits");
        Close.To(golden["neg_logits"].Floats(), network.NegativeHead.call(negative.Vector).Values(), Tolerance, "negative logits");
    }
}
