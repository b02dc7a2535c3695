using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;

namespace CovidGrpc.Segmentation;

/// <summary>The segmentation room in a host.</summary>
public static class SegmentationHost
{
    /// <summary>Adds the room: its network, its queue, its cache.</summary>
    public static WebApplicationBuilder AddSegmentation(this WebApplicationBuilder builder)
    {
        builder.AddServedModel(SegmentationService.Descriptor.FullName, static (folder, device) =>
        {
            var segmenter = OneShotSegmenter.Load(folder, device);
            segmenter.WarmUp();
            return segmenter;
        });
        builder.AddFeatureCache();
        builder.Services.AddOptions<InferenceQueueOptions>()
            .Bind(builder.Configuration.GetSection(InferenceQueueOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<InferenceQueue>();
        builder.Services.AddFault<InferenceQueueFullException>(e =>
            Fault.Busy("SEGMENTATION_BUSY", "Too many slices wait for the segmentation.", e.RetryAfter));
        return builder;
    }

    /// <summary>Maps the room's contract.</summary>
    public static WebApplication MapSegmentation(this WebApplication app)
    {
        app.MapGrpcService<SegmentationEndpoint>();
        app.MapGrpcService<ModelEndpoint>();
        return app;
    }
}
