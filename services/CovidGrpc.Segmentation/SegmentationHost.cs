using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;

namespace CovidGrpc.Segmentation;

/// <summary>The segmentation room in a host.</summary>
public static class SegmentationHost
{
    /// <summary>Adds the room: its networks, the gate before it, its cache.</summary>
    public static WebApplicationBuilder AddSegmentation(this WebApplicationBuilder builder)
    {
        builder.AddModelRoom("segmentation", SegmentationService.Descriptor.FullName, Segmenters.Load);
        builder.AddFeatureCache();
        // One slice uses all cores.
        builder.AddWorkGate("segmentation", "Inference", concurrency: 1, waiting: 64, "SEGMENTATION_BUSY", "Too many slices wait for the segmentation.");
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
