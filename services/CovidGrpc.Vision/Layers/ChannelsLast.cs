using static TorchSharp.torch;

namespace CovidGrpc.Vision.Layers;

/// <summary>The memory layout in which convolutions are fastest: channels lie side by side.</summary>
internal static class ChannelsLast
{
    /// <summary>The same tensor [N, C, H, W] with that layout; convolutions and batch norm keep it. TorchSharp has no memory formats.</summary>
    internal static Tensor Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }
}
