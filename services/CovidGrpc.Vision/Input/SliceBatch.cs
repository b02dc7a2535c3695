using System.Runtime.InteropServices;
using TorchSharp;
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
        var tables = slices.Select(slice => IntensityTable.Of(slice.Pixels.Span, normalisation)).ToArray();
        var images = device.type == DeviceType.CUDA ? LookUpThere(slices, tables, device) : LookUpHere(slices, tables).to(device);
        var ready = ImageTransform.Apply(images, geometry).expand(-1, Channels, -1, -1);
        return new(slices, ready.MoveToOuterDisposeScope(), geometry, [.. tables.Select(table => table.IsConstant)]);
    }

    private static Tensor LookUpHere(IReadOnlyList<SliceInput> slices, IntensityTable[] tables)
    {
        var (rows, columns, channels) = (slices[0].Rows, slices[0].Columns, tables[0].Channels);
        var images = empty([slices.Count, channels, rows, columns], ScalarType.Float32);
        var values = MemoryMarshal.Cast<byte, float>(images.bytes);
        foreach (var (i, table) in tables.Index())
            table.Apply(slices[i].Pixels.Span, values[(i * channels * rows * columns)..]);
        return images;
    }

    // A quarter of the bytes travel, and the GPU looks them up.
    private static Tensor LookUpThere(IReadOnlyList<SliceInput> slices, IntensityTable[] tables, Device device)
    {
        var (rows, columns, channels) = (slices[0].Rows, slices[0].Columns, tables[0].Channels);
        var pixels = empty([slices.Count, 1, rows * columns], ScalarType.Byte);
        foreach (var (i, slice) in slices.Index())
            slice.Pixels.Span[..(rows * columns)].CopyTo(pixels.bytes[(i * rows * columns)..]);
        var values = tensor(tables.SelectMany(table => table.Values).ToArray(), [slices.Count, channels, IntensityTable.GreyValues]).to(device);
        var grey = pixels.to(device).to(ScalarType.Int64).expand(-1, channels, -1);
        return values.gather(2, grey).view(slices.Count, channels, rows, columns);
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
