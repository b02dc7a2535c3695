using CovidGrpc.Vision;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using TorchSharp;

namespace CovidGrpc.ModelServing;

/// <summary>
/// Loads the configured model and warms it up while the host already answers «not ready». A model that cannot be used stops the host.
/// </summary>
internal sealed class DefaultModel<TNetwork>(IModelRoom room, ModelRegistry<TNetwork> registry, IOptions<ModelOptions> options) : BackgroundService
    where TNetwork : class, INetwork
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Threads > 0)
        {
            torch.set_num_threads(options.Value.Threads);
        }

        try
        {
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
