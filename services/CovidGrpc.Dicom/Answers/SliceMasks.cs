namespace CovidGrpc.Dicom.Answers;

/// <summary>
/// The masks of one slice, a union for each tissue. They may overlap: consolidation wins over ground-glass opacity,
/// and both count as lung, whose masks usually leave lesions out. So each segment covers exactly what its volume measures.
/// </summary>
/// <param name="rows">Rows of the slice.</param>
/// <param name="columns">Columns of the slice.</param>
public sealed class SliceMasks(int rows, int columns)
{
    private readonly BitMask?[] _masks = new BitMask?[Enum.GetValues<Tissue>().Length];

    /// <summary>Rows of the slice.</summary>
    public int Rows => rows;

    /// <summary>Columns of the slice.</summary>
    public int Columns => columns;

    /// <summary>Adds a mask, for example of one finding.</summary>
    /// <param name="tissue">What it marks.</param>
    /// <param name="mask">Mask of the slice's size; not kept.</param>
    /// <exception cref="ArgumentException">The mask is of another size.</exception>
    public SliceMasks Add(Tissue tissue, BitMask mask)
    {
        (_masks[(int)tissue - 1] ??= new BitMask(rows, columns)).UnionWith(mask);
        return this;
    }

    /// <summary>What the segment of a tissue covers; null for nothing.</summary>
    /// <param name="tissue">Tissue.</param>
    internal byte[]? Segment(Tissue tissue)
    {
        var (lung, groundGlass, consolidation) = (_masks[0], _masks[1], _masks[2]);
        var length = (((long)rows * columns) + 7) / 8;
        var segment = new byte[length];
        for (var i = 0; i < segment.Length; i++)
        {
            segment[i] = tissue switch
            {
                Tissue.Lung => (byte)(At(lung, i) | At(groundGlass, i) | At(consolidation, i)),
                Tissue.GroundGlassOpacity => (byte)(At(groundGlass, i) & ~At(consolidation, i)),
                _ => At(consolidation, i),
            };
        }

        return segment.AsSpan().ContainsAnyExcept((byte)0) ? segment : null;
    }

    private static byte At(BitMask? mask, int i) => mask is null ? (byte)0 : mask.Bits[i];
}
