using CovidGrpc.ModelServing.Threads;
using CovidGrpc.Vision;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CovidGrpc.ModelServing;

/// <summary>
/// Loads the configured model and warms it up while the host already answers «not ready». A model that cannot be used stops the host.
/// </summary>
internal sealed class DefaultModel<TNetwork>(
    IModelRoom room, ModelRegistry<TNetwork> registry, TorchThreads threads, IOptions<ModelOptions> options, IHostApplicationLifetime lifetime) : BackgroundService
    where TNetwork : class, INetwork
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A model that fails at once must not stop a host that is still starting.
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            threads.UseInProcess();
            var model = await room.LoadAsync(options.Value.Name, options.Value.Version, standby: false, stoppingToken);
            registry.ServeByDefault(model.Identity.Name);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Environment.ExitCode = 1;
            throw;
        }
    }
}
