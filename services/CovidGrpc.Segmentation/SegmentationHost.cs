using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.ModelServing;
using CovidGrpc.Segmentation.Batching;
using CovidGrpc.Vision;

namespace CovidGrpc.Segmentation;

/// <summary>The segmentation room in a host.</summary>
public static class SegmentationHost
{
    /// <summary>Adds the room: its networks, the batches that go through them, its cache.</summary>
    public static WebApplicationBuilder AddSegmentation(this WebApplicationBuilder builder)
    {
        builder.AddModelRoom("segmentation", SegmentationService.Descriptor.FullName, Segmenters.Load);
        builder.AddFeatureCache();
        builder.Services.AddOptions<BatchOptions>()
            .Bind(builder.Configuration.GetSection(BatchOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<SliceBatcher>();
        return builder;
    }

    /// <summary>Maps the room's contract.</summary>
    public static WebApplication MapSegmentation(this WebApplication app)
    {
        app.MapGrpcService<SegmentationEndpoint>();
        app.MapModelRoom();
        return app;
    }
}
