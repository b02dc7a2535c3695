using CovidGrpc.Vision;
using CovidGrpc.Vision.Detection;
using CovidGrpc.Vision.Models;
using CovidGrpc.Vision.OneShot;
using CovidGrpc.Vision.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CovidGrpc.Training.OneShot;

/// <summary>Both rooms of a one-shot model as the one network that is trained. Names are the authors' state-dict names.</summary>
internal sealed class OneShotNetwork : IDisposable
{
    private OneShotNetwork(ModelFolder folder, Placement placement, RoiPadding padding)
    {
        Manifest = folder.Manifest;
        Device = placement.Device;
        Segmentation = NetworkLoader.Load(() => new SegmentationNetwork(Manifest, Detection, padding), folder, placement, Rooms.IsOfSegmentation);
        Classification = NetworkLoader.Load(() => new ClassificationNetwork(), folder, placement, Rooms.IsOfClassification);
        Parameters = Merge(room => room.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter));
        State = Merge(room => room.state_dict());
    }

    internal ModelManifest Manifest { get; }

    internal DetectionSettings Detection => Manifest.Detection!;

    internal Device Device { get; }

    internal SegmentationNetwork Segmentation { get; }

    internal ClassificationNetwork Classification { get; }

    /// <summary>All parameters by name.</summary>
    internal IReadOnlyDictionary<string, Parameter> Parameters { get; }

    /// <summary>All parameters and buffers by name.</summary>
    internal IReadOnlyDictionary<string, Tensor> State { get; }

    /// <summary>Loads a model to go on training it, in float32.</summary>
    /// <param name="folder">A one-shot model.</param>
    /// <param name="device">Where it is to compute.</param>
    /// <param name="padding">How short lists of RoIs are filled; spread evenly when null.</param>
    /// <exception cref="ModelFolderException">The weights cannot be used.</exception>
    internal static OneShotNetwork Load(ModelFolder folder, Device device, RoiPadding? padding = null)
    {
        return new(folder, Placement.Cpu with { Device = device }, padding ?? RoiPaddings.EvenSpread);
    }

    /// <summary>As for inference: nothing changes.</summary>
    internal void Evaluate()
    {
        Segmentation.eval();
        Classification.eval();
    }

    /// <summary>Forgets the gradients of some parameters; the optimiser then passes them over, weight decay included.</summary>
    internal void ForgetGradients(Func<string, bool> isForgotten)
    {
        foreach (var (_, parameter) in Parameters.Where(entry => isForgotten(entry.Key)))
            parameter.grad = null;
    }

    /// <summary>Computes gradients of some parameters alone; those of the others cost nothing.</summary>
    internal void WantGradients(Func<string, bool> isWanted)
    {
        foreach (var (name, parameter) in Parameters)
            parameter.requires_grad = isWanted(name);
    }

    public void Dispose()
    {
        Segmentation.Dispose();
        Classification.Dispose();
    }

    private Dictionary<string, T> Merge<T>(Func<nn.Module, IReadOnlyDictionary<string, T>> ofRoom)
    {
        return new([.. ofRoom(Segmentation), .. ofRoom(Classification)]);
    }
}
