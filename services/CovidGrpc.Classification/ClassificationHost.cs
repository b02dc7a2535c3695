using CovidGrpc.Classification.Scans;
using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;

namespace CovidGrpc.Classification;

/// <summary>The classification room in a host.</summary>
public static class ClassificationHost
{
    /// <summary>Adds the room: its networks, and for those that read slices a gate and a cache.</summary>
    public static WebApplicationBuilder AddClassification(this WebApplicationBuilder builder)
    {
        builder.AddModelRoom("classification", ClassificationService.Descriptor.FullName, Classifiers.Load);
        builder.AddFeatureCache();
        // One slice uses all cores.
        builder.AddWorkGate("classification", "Inference", concurrency: 1, waiting: 64, "CLASSIFICATION_BUSY", "Too many slices wait for the classification.");
        builder.Services.AddSingleton<SequenceClassification>();
        builder.Services.AddSingleton<SliceClassification>();
        builder.Services.AddOptions<ScanOptions>()
            .Bind(builder.Configuration.GetSection(ScanOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<ScanClassification>();
        return builder;
    }

    /// <summary>Maps the room's contract.</summary>
    public static WebApplication MapClassification(this WebApplication app)
    {
        app.MapGrpcService<ClassificationEndpoint>();
        app.MapModelRoom();
        return app;
    }
}
