using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TorchSharp;

namespace CovidGrpc.ModelServing;

/// <summary>Loads the configured model and warms it up while the host already answers «not ready». A model that cannot be used stops the host.</summary>
internal sealed class ModelLoader<TNetwork>(
    ServedModel<TNetwork> served, Func<ModelFolder, Placement, TNetwork> load, IOptions<ModelOptions> options, TimeProvider time, ILogger<ModelLoader<TNetwork>> logger)
    : BackgroundService
    where TNetwork : class, IDisposable
{
    private TNetwork? _network;

    public override void Dispose()
    {
        base.Dispose();
        _network?.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(Load, stoppingToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var cause = e is ModelFolderException ? e.Message : $"the model cannot be loaded on device {options.Value.Device} ({e.GetType().Name})";
            ModelLog.Unusable(logger, cause);
            Environment.ExitCode = 1;
            throw new ModelLoadException(cause, e);
        }
    }

    private void Load()
    {
        var started = time.GetTimestamp();
        if (options.Value.Threads > 0)
        {
            torch.set_num_threads(options.Value.Threads);
        }

        var device = options.Value.Device == "auto" ? (torch.cuda.is_available() ? torch.CUDA : torch.CPU) : new torch.Device(options.Value.Device);
        var folder = ModelFolder.Open(options.Value.Path);
        _network = load(folder, new Placement(device, Precision.Full));
        served.Serve(new Network<TNetwork>(_network, folder.Manifest, folder.Identity));
        ModelLog.Serving(logger, folder.Identity.Name, folder.Identity.Version, folder.Identity.Digest, device.ToString(), time.GetElapsedTime(started));
    }
}
