using CovidGrpc.Imaging;

namespace CovidGrpc.Training.Phantoms;

/// <summary>Writes phantoms as PNG.</summary>
public static class PhantomPng
{
    /// <summary>Writes a slice as 8-bit grey at the lung window (centre −600 HU, width 1500 HU).</summary>
    public static void WriteImage(Stream output, PhantomSlice slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        PngImage.WriteGrey8(output, slice.ToGrey(), slice.Rows, slice.Columns);
    }

    /// <summary>Writes a slice's label map as 8-bit grey, the values those of <see cref="PhantomLabel"/>.</summary>
    public static void WriteLabelMap(Stream output, PhantomSlice slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        PngImage.WriteGrey8(output, slice.LabelMap, slice.Rows, slice.Columns);
    }

    /// <summary>Writes evenly spaced slices as <c>slice-0001.png</c>, … into a new or empty folder, from below to above.</summary>
    /// <param name="phantom">The phantom.</param>
    /// <param name="folder">Made where it is absent.</param>
    /// <param name="sliceCount">1 to <see cref="ChestPhantom.MostSlices"/>.</param>
    /// <param name="withMasks">Whether label maps of the same names go into the folder <c>masks</c> in it.</param>
    /// <param name="cancellationToken">Stops between two slices.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    /// <exception cref="IOException">The folder is not empty, or cannot be written.</exception>
    public static void WriteSeries(
        ChestPhantom phantom, string folder, int sliceCount, bool withMasks, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(phantom);
        SeriesFolder.Write(
            folder,
            ".png",
            phantom.RenderSlices(sliceCount, cancellationToken),
            withMasks,
            static (output, slice, _) => WriteImage(output, slice));
    }
}
