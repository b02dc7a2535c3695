using CovidGrpc.Hosting.Telemetry;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Hosting.Calls;

/// <summary>Registration of clients of other services.</summary>
public static class ServiceClients
{
    /// <summary>
    /// Adds a generated client. <paramref name="service"/>, in lower case, names the configuration section <c>Services:NAME</c>
    /// and the service in errors. The same name keys the <see cref="CallInvoker"/> of single tries, for questions that are not worth a second.
    /// </summary>
    public static IHostApplicationBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service, Func<CallInvoker, TClient> create)
        where TClient : class
    {
        builder.Services.AddOptions<ServiceCallOptions>(service)
            .Bind(builder.Configuration.GetSection($"Services:{service}"))
            .ValidateDataAnnotations()
            .Validate(options => options.HasUsableAddress, $"Services:{service}:Address must be http(s)://host:port (several with commas between), dns:///host:port or unix:///path")
            .ValidateOnStart();
        builder.Services.AddKeyedSingleton(service, (provider, _) =>
            ServiceChannel.Open(provider.GetRequiredService<IOptionsMonitor<ServiceCallOptions>>().Get(service).Address));
        builder.Services.AddKeyedSingleton(service, (provider, _) =>
            provider.GetRequiredKeyedService<GrpcChannel>(service).Intercept(new ClientTelemetry(provider.GetRequiredService<TimeProvider>())));
        builder.Services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptionsMonitor<ServiceCallOptions>>().Get(service);
            var pipeline = ServicePipeline.Build(options, provider.GetRequiredService<TimeProvider>());
            return create(provider.GetRequiredKeyedService<CallInvoker>(service).Intercept(new ServiceCallInterceptor(service, pipeline, options)));
        });
        return builder;
    }

    /// <summary>Options of a call made on behalf of another: its deadline and its cancellation.</summary>
    public static CallOptions ToCallOptions(this ServerCallContext context) =>
        new(deadline: context.Deadline == DateTime.MaxValue ? null : context.Deadline, cancellationToken: context.CancellationToken);
}
