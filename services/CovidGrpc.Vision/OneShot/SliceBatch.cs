using System.Runtime.InteropServices;
using CovidGrpc.Vision.Input;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.OneShot;

/// <summary>Slices of one size as the network reads them.</summary>
/// <param name="Images">[N, 3, H, W] on the device, of the padded size.</param>
/// <param name="Geometry">Of all of them.</param>
/// <param name="AreConstant">[N]: whether all pixels of a slice are equal.</param>
internal sealed record SliceBatch(Tensor Images, ImageGeometry Geometry, IReadOnlyList<bool> AreConstant)
{
    private const int Channels = 3;

    /// <summary>Normalises, transfers, resizes and pads.</summary>
    internal static SliceBatch Of(IReadOnlyList<SliceInput> slices, Normalisation normalisation, Device device)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (slices[0].Rows, slices[0].Columns);
        var geometry = ImageGeometry.Of(new(rows, columns));
        var channels = IntensityTable.ChannelsOf(normalisation);
        var images = empty([slices.Count, channels, rows, columns], ScalarType.Float32);
        var values = MemoryMarshal.Cast<byte, float>(images.bytes);
        var constant = new bool[slices.Count];
        for (var i = 0; i < slices.Count; i++)
        {
            var table = IntensityTable.Of(slices[i].Pixels.Span, normalisation);
            table.Apply(slices[i].Pixels.Span, values[(i * channels * rows * columns)..]);
            constant[i] = table.IsConstant;
        }

        var ready = ImageTransform.Apply(images.to(device), geometry).expand(-1, Channels, -1, -1);
        return new(ready.MoveToOuterDisposeScope(), geometry, constant);
    }
}
