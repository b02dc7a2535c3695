using CovidGrpc.Contracts.V1;
using CovidGrpc.Gateway.Models;
using CovidGrpc.Gateway.Operations;
using CovidGrpc.Gateway.Scans;
using CovidGrpc.Gateway.Uploads;
using CovidGrpc.Gateway.Viewer;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Caching;
using CovidGrpc.Hosting.Calls;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using Google.Rpc;
using Microsoft.Extensions.Options;
using TypeRegistry = Google.Protobuf.Reflection.TypeRegistry;

namespace CovidGrpc.Gateway;

/// <summary>The gateway in a host.</summary>
public static class GatewayHost
{
    /// <summary>Name of the preprocessing in configuration (<c>Services:preprocessing</c>) and errors.</summary>
    public const string Preprocessing = "preprocessing";

    /// <summary>Name of the segmentation in configuration and errors.</summary>
    public const string Segmentation = "segmentation";

    /// <summary>Name of the classification in configuration and errors.</summary>
    public const string Classification = "classification";

    /// <summary>Adds the gateway: clients of the services it composes, a cache of diagnoses, gRPC-Web and HTTP/JSON.</summary>
    public static WebApplicationBuilder AddGateway(this WebApplicationBuilder builder)
    {
        builder.AddServiceClient(Preprocessing, invoker => new PreprocessingService.PreprocessingServiceClient(invoker));
        builder.AddServiceClient(Segmentation, invoker => new SegmentationService.SegmentationServiceClient(invoker));
        builder.AddServiceClient(Classification, invoker => new ClassificationService.ClassificationServiceClient(invoker));
        builder.Services.AddSingleton<ClassifierInputs>();
        builder.Services.AddSingleton<SliceClassification>();
        builder.Services.AddSingleton<SliceDiagnosis>();
        builder.Services.AddSingleton<ModelsInUse>();
        builder.AddFeatureCache();
        builder.Services.AddOptions<RequestOptions>()
            .Bind(builder.Configuration.GetSection(RequestOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(services => new WorkPlaces(
            services.GetRequiredService<IOptions<RequestOptions>>().Value.MostAtOnce, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddFault<TooMuchWorkException>(e => Fault.Busy("GATEWAY_BUSY", "Too many images are under way.", e.RetryAfter));
        builder.Services.AddSingleton<CachedDiagnosis>();
        builder.Services.AddOptions<ScanOptions>()
            .Bind(builder.Configuration.GetSection(ScanOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<ScanPatience>();
        builder.Services.AddSingleton<ScanPipeline>();
        builder.Services.AddOptions<UploadOptions>()
            .Bind(builder.Configuration.GetSection(UploadOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<UploadStore>();
        builder.Services.AddSingleton<IUploads>(provider => provider.GetRequiredService<UploadStore>());
        builder.Services.AddHostedService<UploadExpiry>();
        builder.AddOperations();
        builder.Services.AddSingleton<ModelReplicas>();
        builder.Services.AddSingleton<ModelRollout>();
        builder.Services.AddGrpc().AddJsonTranscoding(json =>
            // Error details come as Any; their types have to be known to be written as JSON.
            json.TypeRegistry = TypeRegistry.FromFiles(ErrorDetailsReflection.Descriptor, DiagnosisReflection.Descriptor));
        builder.Services.AddServing<ComposedServicesCheck>(DiagnosisService.Descriptor.FullName);
        return builder;
    }

    /// <summary>Maps the gateway's contracts, for gRPC-Web too, and the viewer.</summary>
    public static WebApplication MapGateway(this WebApplication app)
    {
        app.MapGrpcService<DiagnosisEndpoint>().EnableGrpcWeb();
        app.MapGrpcService<ModelEndpoint>().EnableGrpcWeb();
        app.MapViewer();
        return app;
    }
}
