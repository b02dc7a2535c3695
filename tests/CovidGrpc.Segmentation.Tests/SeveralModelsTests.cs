using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using Grpc.Core;

namespace CovidGrpc.Segmentation.Tests;

/// <summary>A room that holds a one-shot model and a Mask R-CNN.</summary>
public sealed class SeveralModelsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _store = Directory.CreateTempSubdirectory("covidgrpc-store-");
    private LoopbackHost _host = null!;

    private SegmentationService.SegmentationServiceClient Client => new(_host.Channel);

    public async ValueTask InitializeAsync()
    {
        TestModel.Write(Path.Combine(_store.FullName, "one"));
        TestModel.WriteMaskRcnn(Path.Combine(_store.FullName, "two"));
        _host = await LoopbackHost.StartAsync(
            builder => builder.AddSegmentation(),
            app => app.MapSegmentation(),
            new Dictionary<string, string?> { ["Model:Store"] = _store.FullName, ["Model:Name"] = "test" });
        await _host.WaitUntilServingAsync(SegmentationService.Descriptor.FullName, TestContext.Current.CancellationToken);
        await new ModelService.ModelServiceClient(_host.Channel).LoadModelAsync(new LoadModelRequest { Name = "finder" });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _store.Delete(recursive: true);
    }

    [Fact]
    public async Task Segment_ByName_EachModelAnswersForItself()
    {
        var byDefault = await Client.SegmentAsync(TestSlice.Request(seed: 1));
        var request = TestSlice.Request(seed: 1);
        request.ModelName = "finder";
        var byName = await Client.SegmentAsync(request);

        Assert.Equal(("test", "finder"), (byDefault.Model.Identity.Name, byName.Model.Identity.Name));
        Assert.Equal(("mask_rcnn", CacheOutcome.Miss), (byName.Model.Architecture, byName.Cache));
        Assert.NotNull(byDefault.Sequence);
        Assert.Null(byName.Sequence);
        Assert.NotEmpty(byName.Findings);
        Assert.All(byName.Findings, finding => Assert.True(
            finding.Tissue is Tissue.GroundGlassOpacity or Tissue.Consolidation && finding.Mask is { Rows: 600, Columns: 400 } && finding.AreaPixels > 0));
        Assert.DoesNotContain(byName.Warnings, warning => warning.Code == "NO_REGIONS");
    }

    [Fact]
    public async Task Segment_ModelThatIsNotLoaded_NotFound()
    {
        var request = TestSlice.Request(seed: 1);
        request.ModelName = "other";

        await RpcAssert.FailsAsync(Client.SegmentAsync(request), StatusCode.NotFound, "MODEL_NOT_LOADED");
    }
}
