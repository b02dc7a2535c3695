using CovidGrpc.Contracts.V1;
using CovidGrpc.Testing;
using CovidGrpc.Transport;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CovidGrpc.Hosting.Tests.Security.Tls;

/// <summary>A host that answers a question at once, and says that it serves.</summary>
internal static class ModelsHost
{
    public static Task<LoopbackHost> StartAsync(IReadOnlyDictionary<string, string?> settings, CallSecurity? security = null) =>
        LoopbackHost.StartAsync(builder => builder.Services.AddServing<Healthy>(ModelService.Descriptor.FullName), app => app.MapGrpcService<Models>(), settings, security: security);

    /// <summary>Asks a host over a connection of its own.</summary>
    public static async Task<ListModelsResponse> AskAsync(string address, CallSecurity? security = null)
    {
        using var channel = Calls.ServiceChannel.Open(address, security);
        return await AskAsync(channel);
    }

    public static async Task<ListModelsResponse> AskAsync(ChannelBase channel) =>
        await new ModelService.ModelServiceClient(channel).ListModelsAsync(new ListModelsRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime + TimeSpan.FromSeconds(30));

    private sealed class Healthy : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(HealthCheckResult.Healthy());
    }

    private sealed class Models : ModelService.ModelServiceBase
    {
        public override Task<ListModelsResponse> ListModels(ListModelsRequest request, ServerCallContext context) => Task.FromResult(new ListModelsResponse());
    }
}
