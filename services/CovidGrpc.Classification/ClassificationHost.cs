using CovidGrpc.Contracts.V1;
using CovidGrpc.ModelServing;
using CovidGrpc.Vision;

namespace CovidGrpc.Classification;

/// <summary>The classification room in a host.</summary>
public static class ClassificationHost
{
    /// <summary>Adds the room and its network.</summary>
    public static WebApplicationBuilder AddClassification(this WebApplicationBuilder builder)
    {
        builder.AddServedModel(ClassificationService.Descriptor.FullName, static (folder, placement) =>
        {
            var classifier = OneShotClassifier.Load(folder, placement);
            classifier.WarmUp();
            return classifier;
        });
        return builder;
    }

    /// <summary>Maps the room's contract.</summary>
    public static WebApplication MapClassification(this WebApplication app)
    {
        app.MapGrpcService<ClassificationEndpoint>();
        app.MapGrpcService<ModelEndpoint>();
        return app;
    }
}
