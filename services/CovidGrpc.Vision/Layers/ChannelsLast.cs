using TorchSharp;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Layers;

/// <summary>The memory layout in which most convolutions are fastest: channels lie side by side.</summary>
internal static class ChannelsLast
{
    /// <summary>The same tensor [N, C, H, W] with that layout; convolutions and batch norm keep it. TorchSharp has no memory formats.</summary>
    internal static Tensor Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>Images as convolutions with weights of a type are fastest on them.</summary>
    internal static Tensor WhereFaster(Tensor images, ScalarType weights)
    {
        return IsFaster(images.device, weights) ? Of(images) : images.contiguous();
    }

    /// <summary>Whether convolutions with weights of a type are: all but those in float32 on a GPU, which take a quarter more time.</summary>
    internal static bool IsFaster(Device device, ScalarType weights)
    {
        return device.type != DeviceType.CUDA || weights != ScalarType.Float32;
    }
}
