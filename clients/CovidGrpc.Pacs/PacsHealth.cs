using CovidGrpc.Pacs.Studies;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace CovidGrpc.Pacs;

/// <summary>Healthy while the PACS can be looked at.</summary>
internal sealed class PacsHealth(StudyWatcher watcher, IOptions<PacsOptions> options, TimeProvider time) : IHealthCheck
{
    // A look at a large PACS takes a while itself.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        watcher.LastLook is { } last && time.GetUtcNow() - last <= Patience + (3 * options.Value.Poll)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("the PACS cannot be followed"));
}
