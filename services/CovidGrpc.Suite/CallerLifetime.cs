using Microsoft.Extensions.Hosting;

namespace CovidGrpc.Suite;

/// <summary>Leaves signals to the program: several hosts share its process.</summary>
internal sealed class CallerLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
