using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.Hosting.Serving;
using CovidGrpc.Imaging;
using CovidGrpc.Preprocessing.Scans;

namespace CovidGrpc.Preprocessing;

/// <summary>The preprocessing in a host.</summary>
public static class PreprocessingHost
{
    /// <summary>Adds the preprocessing.</summary>
    public static WebApplicationBuilder AddPreprocessing(this WebApplicationBuilder builder)
    {
        var readiness = new Readiness();
        readiness.MarkReady();
        builder.Services.AddSingleton(readiness);
        builder.Services.AddServing<Readiness>(PreprocessingService.Descriptor.FullName);
        builder.AddWorkLimits("preprocessing", "Decoding", waiting: 256, "PREPROCESSING_BUSY", "Too many images wait for the preprocessing.");
        builder.AddWorkGate(_ => Environment.ProcessorCount);
        builder.Services.AddOptions<ScanOptions>()
            .Bind(builder.Configuration.GetSection(ScanOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<ScanPlaces>();
        builder.Services.AddSingleton<ScanPreprocessing>();
        builder.Services.AddFault<UnreadableImageException>(e => Fault.InvalidField("image", e.Reason, e.Message));
        return builder;
    }

    /// <summary>Maps the contract.</summary>
    public static WebApplication MapPreprocessing(this WebApplication app)
    {
        app.MapGrpcService<PreprocessingEndpoint>();
        return app;
    }
}
