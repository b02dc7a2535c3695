using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Serving;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.ModelServing;

/// <summary>Registration of a room's network.</summary>
public static class ModelServingRegistration
{
    /// <summary>
    /// Loads the model of configuration section <c>Model</c> in the background. <paramref name="contract"/> (as
    /// <c>covid.v1.SegmentationService</c>) is serving once <paramref name="load"/> has returned a warm network.
    /// </summary>
    public static IHostApplicationBuilder AddServedModel<TNetwork>(
        this IHostApplicationBuilder builder, string contract, Func<ModelFolder, Placement, TNetwork> load)
        where TNetwork : class, IDisposable
    {
        builder.Services.AddOptions<ModelOptions>()
            .Bind(builder.Configuration.GetSection(ModelOptions.Section))
            .ValidateDataAnnotations()
            .Validate(model => Directory.Exists(model.Path), "Model:Path must be the folder of a model")
            .ValidateOnStart();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddServing<Readiness>(contract);
        builder.Services.AddSingleton<ServedModel<TNetwork>>();
        builder.Services.AddHostedService(services => new ModelLoader<TNetwork>(
            services.GetRequiredService<ServedModel<TNetwork>>(),
            load,
            services.GetRequiredService<IOptions<ModelOptions>>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ModelLoader<TNetwork>>>()));
        builder.Services.AddFault<ModelNotReadyException>(_ =>
            Fault.Unavailable("MODEL_NOT_READY", "The model is being loaded.", TimeSpan.FromSeconds(2)));
        return builder;
    }
}
