using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace CovidGrpc.Vision.Input;

/// <summary>Slices of one size as a network reads them.</summary>
/// <param name="Slices">The slices.</param>
/// <param name="Images">[N, 3, H, W] on the device, of the padded size.</param>
/// <param name="Geometry">Of all of them.</param>
/// <param name="AreConstant">[N]: whether all pixels of a slice are equal.</param>
internal sealed record SliceBatch(
    IReadOnlyList<SliceInput> Slices, Tensor Images, ImageGeometry Geometry, IReadOnlyList<bool> AreConstant)
{
    private const int Channels = 3;

    /// <summary>Normalises, transfers, resizes and pads.</summary>
    internal static SliceBatch Of(IReadOnlyList<SliceInput> slices, ImageGeometry geometry, Normalisation normalisation, Device device)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (slices[0].Rows, slices[0].Columns);
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
        return new(slices, ready.MoveToOuterDisposeScope(), geometry, constant);
    }

    /// <summary>A box of slice <paramref name="index"/> in pixels of its source image.</summary>
    /// <param name="box">In pixels of the resized image.</param>
    /// <param name="index">Which slice.</param>
    internal Box ToSource(Box box, int index)
    {
        var slice = Slices[index];
        return box.Scale((float)slice.SourceColumns / Geometry.Resized.Width, (float)slice.SourceRows / Geometry.Resized.Height);
    }
}
