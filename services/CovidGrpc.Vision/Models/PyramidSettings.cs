namespace CovidGrpc.Vision.Models;

/// <summary>The feature map that a one-shot network works on.</summary>
/// <param name="Stride">Pixels of the network's image per cell: 32 after the residual network's fourth layer, 16 after its third, which is then the last.</param>
/// <param name="Channels">Features of a cell, 32 to 256.</param>
public sealed record PyramidSettings(int Stride, int Channels)
{
    /// <summary>The authors' network; what a manifest that says nothing means.</summary>
    public static PyramidSettings Authors { get; } = new(Stride: 32, Channels: 256);

    /// <summary>Layers of the residual network: 3 or 4.</summary>
    internal int Layers => Stride == Authors.Stride ? 4 : 3;
}
