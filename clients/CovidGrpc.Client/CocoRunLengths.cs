using CovidGrpc.Contracts.V1;

namespace CovidGrpc.Client;

/// <summary>Reads COCO's compressed run lengths: column-major, zeros first; from the fourth run on a run is told as its difference to the one two before.</summary>
public static class CocoRunLengths
{
    private const int FirstDifference = 3;
    private const uint LargestSide = 8192;

    /// <summary>The mask as [rows, columns], row-major, true within.</summary>
    /// <exception cref="FormatException">The mask has not 1 to 8192 rows and columns, or its text is no run lengths of that size.</exception>
    public static bool[] Decode(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        if (mask.Rows is 0 or > LargestSide || mask.Columns is 0 or > LargestSide)
        {
            throw new FormatException($"a mask has 1 to {LargestSide} rows and columns");
        }

        var (rows, columns) = ((int)mask.Rows, (int)mask.Columns);
        var pixels = new bool[rows * columns];
        var runs = new List<long>();
        var position = 0L;
        for (var at = 0; at < mask.Rle.Length;)
        {
            var run = ReadNumber(mask.Rle, ref at);
            run += runs.Count >= FirstDifference ? runs[^2] : 0;
            if (run < 0 || run > pixels.Length - position)
            {
                throw new FormatException("a run of the mask lies outside of it");
            }

            for (var end = position + run; position < end; position++)
            {
                pixels[(position % rows * columns) + (position / rows)] = runs.Count % 2 == 1;
            }

            runs.Add(run);
        }

        return position == pixels.Length ? pixels : throw new FormatException("the mask's runs do not fill it");
    }

    // Groups of 5 bits, low first, each + 48; bit 0x20 says that more follow, bit 0x10 of the last is the sign.
    private static long ReadNumber(string text, ref int at)
    {
        long value = 0;
        for (var shift = 0; shift <= 35; shift += 5)
        {
            var group = at < text.Length ? text[at++] - 48 : -1;
            if (group is < 0 or > 0x3F)
            {
                break;
            }

            value |= (long)(group & 0x1F) << shift;
            if ((group & 0x20) == 0)
            {
                return (group & 0x10) != 0 ? value | (-1L << (shift + 5)) : value;
            }
        }

        throw new FormatException("the mask's run lengths are damaged");
    }
}
