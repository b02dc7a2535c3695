using CovidGrpc.Metrics.Segmentation;

namespace CovidGrpc.Metrics.Volumes;

/// <summary>The tissue of every pixel of a slice, out of masks that may overlap.</summary>
public sealed class TissueMap
{
    // Column by column, as the masks' runs are: 0 outside of the lungs, otherwise the tissue + 1.
    private readonly byte[] _labels;

    private TissueMap(int rows, int columns, byte[] labels) => (Rows, Columns, _labels) = (rows, columns, labels);

    /// <summary>Height in pixels.</summary>
    public int Rows { get; }

    /// <summary>Width in pixels.</summary>
    public int Columns { get; }

    internal ReadOnlySpan<byte> Labels => _labels;

    /// <summary>Lays masks over each other: the union of each tissue's, consolidation over ground glass over lung.</summary>
    /// <param name="rows">Height of every mask.</param>
    /// <param name="columns">Width of every mask.</param>
    /// <param name="masks">Masks in any order.</param>
    /// <exception cref="ArgumentException">A mask has another size.</exception>
    public static TissueMap From(int rows, int columns, IEnumerable<(LungTissue Tissue, RunLengthMask Mask)> masks)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        var labels = new byte[checked(rows * columns)];
        foreach (var (tissue, mask) in masks.OrderBy(pair => pair.Tissue))
        {
            if (mask.Rows != rows || mask.Columns != columns)
                throw new ArgumentException("A mask has another size than its slice.", nameof(masks));
            var at = 0;
            for (var i = 0; i < mask.Runs.Length; at += mask.Runs[i++])
            {
                if (i % 2 == 1)
                    labels.AsSpan(at, mask.Runs[i]).Fill((byte)(tissue + 1));
            }
        }

        return new TissueMap(rows, columns, labels);
    }

    /// <summary>Pixels of a tissue.</summary>
    /// <param name="tissue">The tissue; lung is what lies outside of lesions.</param>
    public int Count(LungTissue tissue) => _labels.AsSpan().Count((byte)(tissue + 1));

    /// <summary>Pixels of lung, lesions included.</summary>
    public int CountLung() => _labels.Length - _labels.AsSpan().Count((byte)0);

    /// <summary>Pixels of lesions.</summary>
    public int CountLesions() => Count(LungTissue.GroundGlassOpacity) + Count(LungTissue.Consolidation);
}
