using CovidGrpc.Contracts.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CovidGrpc.Gateway;

/// <summary>Healthy when every service that a diagnosis goes through says that it serves.</summary>
internal sealed class ComposedServicesCheck(
    [FromKeyedServices(GatewayHost.Preprocessing)] GrpcChannel preprocessing,
    [FromKeyedServices(GatewayHost.Segmentation)] GrpcChannel segmentation,
    [FromKeyedServices(GatewayHost.Classification)] GrpcChannel classification,
    TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var silent = await Task.WhenAll(
            SilentAsync(preprocessing, PreprocessingService.Descriptor.FullName, cancellationToken),
            SilentAsync(segmentation, SegmentationService.Descriptor.FullName, cancellationToken),
            SilentAsync(classification, ClassificationService.Descriptor.FullName, cancellationToken));
        var names = string.Join(", ", silent.OfType<string>());
        return names.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"not serving: {names}");
    }

    private async Task<string?> SilentAsync(GrpcChannel channel, string contract, CancellationToken cancellationToken)
    {
        try
        {
            var deadline = time.GetUtcNow().UtcDateTime + Patience;
            var reply = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest { Service = contract }, deadline: deadline, cancellationToken: cancellationToken);
            return reply.Status == HealthCheckResponse.Types.ServingStatus.Serving ? null : contract;
        }
        catch (RpcException)
        {
            return contract;
        }
    }
}
