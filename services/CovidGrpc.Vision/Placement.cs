using CovidGrpc.Vision.Layers;
using static TorchSharp.torch;

namespace CovidGrpc.Vision;

/// <summary>Where and how precisely a network computes.</summary>
/// <param name="Device">The device that holds the weights.</param>
/// <param name="Precision">The type in which convolutions and linear layers compute.</param>
/// <param name="AvailableBytes">Memory that the network may take; a model that needs more is refused before it is loaded.</param>
/// <param name="Simplifies">
/// Whether linear steps that follow each other are joined when the network is loaded: the same results but for rounding, in less time.
/// </param>
public sealed record Placement(Device Device, Precision Precision, long AvailableBytes = long.MaxValue, bool Simplifies = false)
{
    /// <summary>float32 on the CPU, the network as it is written.</summary>
    public static Placement Cpu { get; } = new(CPU, Precision.Full);
}
