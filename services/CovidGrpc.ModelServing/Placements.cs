using CovidGrpc.Vision;
using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp;

namespace CovidGrpc.ModelServing;

/// <summary>Where each model is to compute, and how much memory there is for it.</summary>
internal sealed class Placements(ModelOptions options)
{
    /// <summary>Whether models that nothing else is said of compute on a GPU.</summary>
    public bool AreOnGpu => ComputeDevice.Of(options.Device ?? ComputeDevice.Auto).type == DeviceType.CUDA;

    /// <param name="model">Name of the model.</param>
    /// <param name="takenBytes">What the models that are loaded take.</param>
    public Placement Of(string model, long takenBytes)
    {
        var own = options.Placements.GetValueOrDefault(model);
        var device = ComputeDevice.Of(own?.Device ?? options.Device ?? ComputeDevice.Auto);
        var precision = (own?.Precision ?? options.Precision) == Precision.BFloat16.Name() ? Precision.BFloat16 : Precision.Full;
        return new Placement(device, precision, Available(device, takenBytes), options.Simplify);
    }

    // Free memory of a GPU cannot be asked for through TorchSharp: there the configured limit alone counts.
    private long Available(torch.Device device, long takenBytes)
    {
        var limit = options.MemoryLimitMiB == 0 ? long.MaxValue : Math.Max(((long)options.MemoryLimitMiB << 20) - takenBytes, 0);
        return device.type == DeviceType.CPU ? Math.Min(limit, MachineMemory.AvailableBytes()) : limit;
    }
}
