using CovidGrpc.Hosting.Security.Tls;
using CovidGrpc.Hosting.Telemetry;
using CovidGrpc.Transport;
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
    /// and the service in errors. The same name keys the <see cref="CallInvoker"/> of single tries, for questions that are not worth a second,
    /// and the <see cref="CallSecurity"/> of the calls.
    /// </summary>
    public static IHostApplicationBuilder AddServiceClient<TClient>(this IHostApplicationBuilder builder, string service, Func<CallInvoker, TClient> create)
        where TClient : class
    {
        builder.Services.AddOptions<ServiceCallOptions>(service)
            .Bind(builder.Configuration.GetSection($"Services:{service}"))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ServiceCallOptions>>(new ServiceCallOptionsValidator(service));
        builder.Services.AddKeyedSingleton(service, (provider, _) => SecurityOf(provider, service));
        builder.Services.AddKeyedSingleton(service, (provider, _) =>
            ServiceChannel.Open(OptionsOf(provider, service).Address, provider.GetRequiredKeyedService<CallSecurity>(service)));
        builder.Services.AddKeyedSingleton(service, (provider, _) =>
            provider.GetRequiredKeyedService<GrpcChannel>(service).Intercept(new ClientTelemetry(provider.GetRequiredService<TimeProvider>())));
        builder.Services.AddSingleton(provider =>
        {
            var options = OptionsOf(provider, service);
            var pipeline = ServicePipeline.Build(options, provider.GetRequiredService<TimeProvider>());
            return create(provider.GetRequiredKeyedService<CallInvoker>(service).Intercept(new ServiceCallInterceptor(service, pipeline, options)));
        });
        return builder;
    }

    private static ServiceCallOptions OptionsOf(IServiceProvider provider, string service) =>
        provider.GetRequiredService<IOptionsMonitor<ServiceCallOptions>>().Get(service);

    // The host presents its own certificate, whoever of the services asks for one.
    private static CallSecurity SecurityOf(IServiceProvider provider, string service)
    {
        var options = OptionsOf(provider, service);
        var time = provider.GetRequiredService<TimeProvider>();
        return new CallSecurity
        {
            Credentials = options.ApiKeyFile.Length > 0 ? CallerCredentials.ApiKeyFile(options.ApiKeyFile, time)
                : options.TokenFile.Length > 0 ? CallerCredentials.TokenFile(options.TokenFile, time)
                : null,
            Trusted = options.CaFile.Length > 0 ? new TrustedCertificates(options.CaFile, time) : null,
            Certificate = provider.GetRequiredService<HostTls>().Certificate,
        };
    }

    /// <summary>Options of a call made on behalf of another: its deadline and its cancellation.</summary>
    public static CallOptions ToCallOptions(this ServerCallContext context) =>
        new(deadline: context.Deadline == DateTime.MaxValue ? null : context.Deadline, cancellationToken: context.CancellationToken);
}
