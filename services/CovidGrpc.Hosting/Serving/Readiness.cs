using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CovidGrpc.Hosting.Serving;

/// <summary>Healthy once <see cref="MarkReady"/> was called; a host that has nothing to warm up calls it at start.</summary>
public sealed class Readiness : IHealthCheck
{
    private volatile bool _ready;

    /// <summary>True once the host can answer.</summary>
    public bool IsReady => _ready;

    /// <summary>From now on the host can answer.</summary>
    public void MarkReady() => _ready = true;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_ready ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not warm yet"));
}
