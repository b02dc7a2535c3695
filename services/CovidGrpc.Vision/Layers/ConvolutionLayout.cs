using TorchSharp;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Layers;

/// <summary>
/// The memory layout in which most convolutions are fastest: channels lie side by side. Planes lie so on a CPU that hides its caches: there
/// oneDNN 3.7 plans 1×1 convolutions of channels that lie side by side for caches of one byte, and they answer wrongly or divide by zero.
/// </summary>
internal static class ConvolutionLayout
{
    /// <summary>The same tensor [N, C, H, W] with that layout; convolutions and batch norm keep it. TorchSharp has no memory formats.</summary>
    internal static Tensor Of(Tensor tensor)
    {
        if (IsPlanar(tensor.device))
            return tensor.contiguous();
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>A tensor [N, C, H, W] with that layout, to be filled.</summary>
    internal static Tensor Empty(long[] shape, ScalarType type, Device device)
    {
        return IsPlanar(device) ? empty(shape, type, device) : empty([shape[0], shape[2], shape[3], shape[1]], type, device).permute(0, 3, 1, 2);
    }

    /// <summary>Images as convolutions with weights of a type are fastest on them.</summary>
    internal static Tensor OfImages(Tensor images, ScalarType weightType)
    {
        return SuitsImages(images.device, weightType) ? Of(images) : images.contiguous();
    }

    /// <summary>Whether images and weights of a type are to have that layout: all but those in float32 on a GPU, which take a quarter more time.</summary>
    internal static bool SuitsImages(Device device, ScalarType weightType)
    {
        return device.type != DeviceType.CUDA || weightType != ScalarType.Float32;
    }

    /// <summary>Whether an image of a batch is rounded as it is alone: oneDNN divides planes otherwise among its threads where there are more of them.</summary>
    internal static bool RoundsImagesAsAlone(Device device)
    {
        return !IsPlanar(device);
    }

    private static bool IsPlanar(Device device)
    {
        return ProcessorCaches.AreHidden && device.type == DeviceType.CPU;
    }
}
