using CovidGrpc.Client;
using CovidGrpc.Dicom.Identity;
using CovidGrpc.Jobs;
using CovidGrpc.Pacs.Answers;
using CovidGrpc.Pacs.DicomWeb;
using CovidGrpc.Pacs.Studies;
using CovidGrpc.Transport;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs;

/// <summary>The bridge in a host.</summary>
public static class PacsHost
{
    /// <summary>Where the host tells whether it follows the PACS.</summary>
    public const string HealthPath = "/healthz";

    /// <summary>Adds the bridge: its view of the PACS, its client of the gateway, its queue and the worker on it.</summary>
    public static WebApplicationBuilder AddPacs(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptions<PacsOptions>()
            .Bind(builder.Configuration.GetSection(PacsOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<PacsOptions>, PacsOptionsValidation>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddDicomWeb();
        builder.Services.AddSingleton(services => DiagnosisClient.Connect(GatewayOf(services), SecurityOf(services)));
        builder.Services.AddSingleton(services => ModelClient.Connect(GatewayOf(services), SecurityOf(services)));
        builder.Services.AddSingleton(services => new StudyKeys(new KeyedUids(PacsOptionsValidation.HashKeyOf(OptionsOf(services)))));
        builder.Services.AddSingleton<StudyDirectory>();
        builder.Services.AddSingleton<StudyReader>();
        builder.Services.AddSingleton<GatewayModels>();
        builder.Services.AddSingleton<AnswerShelf>();
        builder.Services.AddSingleton<StudyWatcher>();
        builder.Services.AddHostedService(services => services.GetRequiredService<StudyWatcher>());
        builder.AddJobs().AddJobHandler<StudyJobHandler>();
        builder.Services.AddHealthChecks().AddCheck<PacsHealth>("pacs");
        // A bridge whose PACS is away answers its health checks and needs no line for each.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.Critical);
        return builder;
    }

    /// <summary>Maps the health.</summary>
    public static WebApplication MapPacs(this WebApplication app)
    {
        app.MapHealthChecks(HealthPath);
        return app;
    }

    private static Uri GatewayOf(IServiceProvider services) => new(OptionsOf(services).Gateway);

    private static CallSecurity SecurityOf(IServiceProvider services) => PacsOptionsValidation.SecurityOf(OptionsOf(services), services.GetRequiredService<TimeProvider>());

    private static PacsOptions OptionsOf(IServiceProvider services) => services.GetRequiredService<IOptions<PacsOptions>>().Value;
}
