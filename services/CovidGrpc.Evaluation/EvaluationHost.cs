using CovidGrpc.Contracts.V1;
using CovidGrpc.Hosting;
using CovidGrpc.Hosting.Serving;

namespace CovidGrpc.Evaluation;

/// <summary>The evaluation in a host.</summary>
public static class EvaluationHost
{
    /// <summary>Adds the evaluation.</summary>
    public static WebApplicationBuilder AddEvaluation(this WebApplicationBuilder builder)
    {
        var readiness = new Readiness();
        readiness.MarkReady();
        builder.Services.AddSingleton(readiness);
        builder.Services.AddServing<Readiness>(EvaluationService.Descriptor.FullName);
        builder.Services.AddOptions<EvaluationOptions>()
            .Bind(builder.Configuration.GetSection(EvaluationOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<StreamPlaces>();
        return builder;
    }

    /// <summary>Maps the contract.</summary>
    public static WebApplication MapEvaluation(this WebApplication app)
    {
        app.MapGrpcService<EvaluationEndpoint>();
        return app;
    }
}
