using CovidGrpc.Vision.Layers;
using CovidGrpc.Vision.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Weights;

/// <summary>Builds a network and fills it from a model folder.</summary>
internal static class NetworkLoader
{
    // Weights, and about as much again for what the first inference sets up.
    private const long BytesPerElement = 2 * sizeof(float);

    /// <summary>
    /// Fills every parameter and buffer of a new network; its state-dict names are the names that are read. The network owns its tensors, whatever
    /// dispose scope is open.
    /// </summary>
    /// <param name="create">Makes one room's part of a network.</param>
    /// <param name="folder">Where the weights are.</param>
    /// <param name="placement">Where and how precisely the network is to compute.</param>
    /// <param name="isMine">Whether a tensor of that name concerns this room: others may be there, unknown ones of its own may not.</param>
    /// <exception cref="ModelFolderException">Tensors are missing, unknown or misshapen; all are listed.</exception>
    /// <exception cref="ModelTooLargeException">The placement has not the memory for it.</exception>
    internal static T Load<T>(Func<T> create, ModelFolder folder, Placement placement, Func<string, bool> isMine)
        where T : nn.Module
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var source = folder.OpenWeights();
        CheckFits(source.CountElements(isMine), placement);
        var network = create();
        try
        {
            network.eval();
            Fill(network, source, folder, isMine);
            if (placement.Simplifies)
                Simplify(network, placement);
            if (placement.Precision == Precision.BFloat16)
                HalfPrecision.Apply(network);
            MoveTo(placement.Device, network);
            foreach (var (_, parameter) in network.named_parameters())
                parameter.DetachFromDisposeScope();
            foreach (var (_, buffer) in network.named_buffers())
                buffer.DetachFromDisposeScope();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Bytes of all parameters and buffers.</summary>
    internal static long CountBytes(nn.Module network)
    {
        return network.parameters().Concat(network.buffers()).Sum(tensor => tensor.numel() * tensor.element_size());
    }

    private static void CheckFits(long elements, Placement placement)
    {
        var needed = checked(elements * BytesPerElement);
        if (needed > placement.AvailableBytes)
            throw new ModelTooLargeException(needed, placement.AvailableBytes);
    }

    private static void MoveTo(Device device, nn.Module network)
    {
        // float32 is float32 wherever it is computed: cuDNN would round what it multiplies to TF32's 10 bits.
        if (device.type == DeviceType.CUDA)
            backends.cudnn.allow_tf32 = false;
        network.to(device);
    }

    private static void Simplify(nn.Module network, Placement placement)
    {
        foreach (var module in network.modules().OfType<ISimplifiable>().ToArray())
            module.Simplify();
        if (!ConvolutionLayout.SuitsImages(placement.Device, placement.Precision == Precision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32))
            return;
        // As images are laid out: weights of another layout would be turned at each call.
        foreach (var convolution in network.modules().OfType<Conv2d>())
            convolution.weight = new Parameter(ConvolutionLayout.Of(convolution.weight!), requires_grad: false);
    }

    private static void Fill(nn.Module network, IWeightSource source, ModelFolder folder, Func<string, bool> isMine)
    {
        var state = network.state_dict();
        var errors = source.Compare(state.ToDictionary(entry => entry.Key, entry => entry.Value.shape), isMine);
        if (errors.Count > 0)
            throw new ModelFolderException(folder.Manifest.Weights.File ?? ModelFolder.ManifestName, errors);
        foreach (var (name, tensor) in state)
            source.Read(name, tensor);
    }
}
