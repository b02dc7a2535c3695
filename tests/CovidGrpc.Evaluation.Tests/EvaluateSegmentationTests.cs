using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;
using static CovidGrpc.Evaluation.Tests.EvaluationCalls;

namespace CovidGrpc.Evaluation.Tests;

/// <summary>The real host on loopback.</summary>
public sealed class EvaluateSegmentationTests : IAsyncLifetime
{
    private LoopbackHost? _host;

    private EvaluationService.EvaluationServiceClient Client => new(_host!.Channel);

    public async ValueTask InitializeAsync() => _host = await LoopbackHost.StartAsync(
        builder => builder.AddEvaluation(), app => app.MapEvaluation(), new Dictionary<string, string?> { ["Evaluation:MostImages"] = "3", ["Evaluation:Resamples"] = "100" });

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    [Fact]
    public async Task EvaluateSegmentation_Images_MeasuresByName()
    {
        // Ten columns, the second time two off: 8 of 12 in common.
        var answer = await Client.SegmentationAsync(Image("1", Tissue.Lung), Image("2", Tissue.GroundGlassOpacity, shift: 2));

        var measures = answer.Measures.ToDictionary(measure => measure.Name);
        Assert.Equal(2u, answer.Images);
        Assert.Equal((1.0, 0.5), (measures["authors/ap50"].Value, measures["authors/ap75"].Value));
        Assert.Equal(1, measures["coco/segm/ap50"].Value, 1e-9);
        Assert.Equal(0.5, measures["coco/bbox/ap75"].Value, 1e-9);
        Assert.False(measures["coco/segm/ap50"].HasLower);
        Assert.True(measures["authors/ap75"].HasLower);
        Assert.Equal((1.0, 0.8), (measures["dice/lung"].Value, measures["dice/ground_glass_opacity"].Value));
        Assert.Equal(8.0 / 12, measures["iou_pooled/ground_glass_opacity"].Value, 1e-12);
        Assert.False(measures["dice/consolidation"].HasValue);
        Assert.Contains(answer.Notes, note => note.StartsWith("consolidation: 2 of 2 images have none", StringComparison.Ordinal));
        Assert.Contains("no medical device", answer.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EvaluateSegmentation_ImagesOfOneGroup_HaveNoInterval()
    {
        EvaluateSegmentationRequest[] images = [Image("1", Tissue.Lung), Image("2", Tissue.Lung, shift: 2)];
        foreach (var image in images)
        {
            image.Group = "one";
        }

        var answer = await Client.SegmentationAsync(images);

        Assert.True(answer.Measures.Single(measure => measure.Name == "dice/lung") is { HasValue: true, HasLower: false });
    }

    [Fact]
    public async Task EvaluateSegmentation_WrongMessage_TheFieldIsNamed()
    {
        await FailsAsync(image => image.ImageId = "", "IMAGE_ID", "image_id");
        await FailsAsync(image => image.Truth[0].Tissue = Tissue.Unspecified, "TISSUE", "truth[0].tissue");
        await FailsAsync(image => image.Predictions[0].Score = float.NaN, "SCORE", "predictions[0].score");
        await FailsAsync(image => image.Predictions[0].Mask = null, "MASK_SIZE", "predictions[0].mask");
        await FailsAsync(image => image.Truth[0].Mask.Rows = 1 << 20, "MASK_SIZE", "truth[0].mask");
        await FailsAsync(image => image.Truth[0].Mask.Rle = "no runs", "MASK_RUNS", "truth[0].mask.rle");
        await FailsAsync(image => image.Predictions[0].Box = new Box { XMin = 5, XMax = 4 }, "BOX", "predictions[0].box");
        await FailsAsync(image => image.Predictions[0].Mask = new Mask { Rows = 1, Columns = 1, Rle = "1" }, "MASK_SIZE", "truth");
        await FailsAsync(image => image.Predictions.Add(Enumerable.Repeat(image.Predictions[0], 1000)), "TOO_MANY_FINDINGS", "predictions");
        await Client.SegmentationAsync(Image("1", Tissue.Lung), Image("1", Tissue.Lung)).FailsAsync(StatusCode.InvalidArgument, "IMAGE_ID", "image_id");
    }

    [Fact]
    public async Task EvaluateSegmentation_MoreImagesThanAllowed_IsRefused()
    {
        await Client.SegmentationAsync(Enumerable.Range(0, 4).Select(image => Image($"{image}", Tissue.Lung))).FailsAsync(StatusCode.OutOfRange, "TOO_MANY_IMAGES");
    }

    private Task FailsAsync(Action<EvaluateSegmentationRequest> change, string reason, string field)
    {
        var image = Image("1", Tissue.Lung);
        change(image);
        return Client.SegmentationAsync(image).FailsAsync(StatusCode.InvalidArgument, reason, field);
    }
}
