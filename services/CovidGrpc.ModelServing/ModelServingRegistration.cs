using System.ComponentModel.DataAnnotations;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Faults;
using CovidGrpc.Hosting.Limits;
using CovidGrpc.Hosting.Serving;
using CovidGrpc.ModelServing.Threads;
using CovidGrpc.Vision;
using CovidGrpc.Vision.Models;
using Google.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CovidGrpc.ModelServing;

/// <summary>Registration of a room's networks.</summary>
public static class ModelServingRegistration
{
    /// <summary>
    /// Holds the networks of a room, as configuration section <c>Model</c> says. <paramref name="contract"/> (as
    /// <c>covid.v1.SegmentationService</c>) is serving once the default model is warm.
    /// </summary>
    /// <param name="builder">The host.</param>
    /// <param name="room">Name of the room, as <c>segmentation</c>.</param>
    /// <param name="contract">The room's contract.</param>
    /// <param name="load">Loads the room's part of a model.</param>
    public static IHostApplicationBuilder AddModelRoom<TNetwork>(
        this IHostApplicationBuilder builder, string room, string contract, Func<ModelFolder, Placement, TNetwork> load)
        where TNetwork : class, INetwork
    {
        builder.Services.AddOptions<ModelOptions>()
            .Bind(builder.Configuration.GetSection(ModelOptions.Section))
            .ValidateDataAnnotations()
            .Validate(model => model.Placements.Values.All(IsValid), "Model:Placements: Device must be auto, cpu or cuda:N, Precision float32 or bfloat16")
            .Validate(
                model => model.Placements.Values.Append(model).All(placement => placement.Device is null || ComputeDevice.IsHere(placement.Device)),
                "Model:Device must be cpu, auto or a GPU that is here, with the libtorch for CUDA")
            .Validate(model => model.SignedBy.Length == 0 || AreKeys(model.SignedBy), "Model:SignedBy must be a PEM file of public keys (ECDSA)")
            .Validate(model => Directory.Exists(model.Store), "Model:Store must be the folder of a model, or of several")
            .ValidateOnStart();
        builder.AddThreads();
        builder.AddWorkLimits(room, "Inference", waiting: 64, $"{room.ToUpperInvariant()}_BUSY", $"Too many slices wait for the {room}.");
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddServing<Readiness>(contract);
        builder.Services.AddSingleton(services => new ModelRegistry<TNetwork>(services.GetRequiredService<Readiness>()));
        builder.Services.AddSingleton<IModelRoom>(services => new ModelRoom<TNetwork>(
            room,
            services.GetRequiredService<ModelRegistry<TNetwork>>(),
            load,
            services.GetRequiredService<TorchThreads>(),
            services.GetRequiredService<IOptions<ModelOptions>>(),
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<ModelRoom<TNetwork>>>()));
        builder.Services.AddHostedService<DefaultModel<TNetwork>>();
        return builder.AddModelFaults();
    }

    /// <summary>Maps <c>covid.v1.ModelService</c>.</summary>
    public static WebApplication MapModelRoom(this WebApplication app)
    {
        app.MapGrpcService<ModelEndpoint>();
        return app;
    }

    private static void AddThreads(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ThreadOptions>()
            .Bind(builder.Configuration.GetSection(ThreadOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton(services =>
        {
            var threads = services.GetRequiredService<IOptions<ThreadOptions>>().Value;
            var onGpu = new Placements(services.GetRequiredService<IOptions<ModelOptions>>().Value).AreOnGpu;
            var runs = services.GetRequiredService<IOptions<WorkLimits>>().Value.Concurrency;
            return ThreadPlan.For(Environment.ProcessorCount, onGpu, threads.Intraop, threads.Interop, runs);
        });
        builder.Services.AddSingleton(services => new TorchThreads(services.GetRequiredService<ThreadPlan>, services.GetRequiredService<ILogger<TorchThreads>>()));
    }

    private static IHostApplicationBuilder AddModelFaults(this IHostApplicationBuilder builder)
    {
        builder.Services.AddFault<ModelNotReadyException>(_ =>
            Fault.Unavailable("MODEL_NOT_READY", "The model is being loaded.", TimeSpan.FromSeconds(2)));
        builder.Services.AddFault<ModelNotLoadedException>(e => Fault.Create(Code.NotFound, "MODEL_NOT_LOADED", e.Message));
        builder.Services.AddFault<ModelNotInStoreException>(e => Fault.Create(Code.NotFound, "MODEL_NOT_IN_STORE", Sentence(e.Message)));
        builder.Services.AddFault<ModelInUseException>(e => Fault.Precondition("model", "MODEL_IN_USE", e.Message));
        builder.Services.AddFault<ModelLoadException>(e => Fault.Precondition("model", "MODEL_UNUSABLE", $"The model cannot be used: {e.Message}."));
        builder.Services.AddFault<WrongArchitectureException>(e => Fault.Precondition("model", "MODEL_NOT_FOR_ROOM", Sentence(e.Message)));
        builder.Services.AddFault<ModelTooLargeException>(e => Fault.Create(Code.ResourceExhausted, "MODEL_TOO_LARGE", Sentence(e.Message)));
        return builder;
    }

    private static bool IsValid(PlacementOptions placement) => Validator.TryValidateObject(placement, new ValidationContext(placement), null, validateAllProperties: true);

    private static bool AreKeys(string path)
    {
        try
        {
            ModelSigners.Read(path);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static string Sentence(string cause) => $"{char.ToUpperInvariant(cause[0])}{cause[1..]}.";
}
