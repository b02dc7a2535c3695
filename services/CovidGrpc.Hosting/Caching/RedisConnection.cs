using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CovidGrpc.Hosting.Caching;

/// <summary>Connects at start, so that the first call does not have to. Redis away does not keep the host from starting.</summary>
/// <param name="services">Asked for the cache late: settings are validated between construction and start.</param>
internal sealed class RedisConnection(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        services.GetRequiredService<IDistributedCache>().GetAsync("covidgrpc:connect", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
