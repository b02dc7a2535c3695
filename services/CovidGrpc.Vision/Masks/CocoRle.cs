using System.Text;

namespace CovidGrpc.Vision.Masks;

/// <summary>
/// A binary mask in COCO's compressed run-length encoding: lengths of alternating runs of 0 and 1 down the columns, column after column, each
/// as the difference to the length two before, five bits in a character.
/// </summary>
/// <param name="Rows">Height, 1 to <see cref="LargestSide"/>.</param>
/// <param name="Columns">Width, 1 to <see cref="LargestSide"/>.</param>
/// <param name="Counts">The encoded runs, ASCII.</param>
public sealed record CocoRle(int Rows, int Columns, string Counts)
{
    /// <summary>Largest height and width.</summary>
    public const int LargestSide = 16384;

    private const int Offset = 48;
    private const int More = 0x20;
    private const int Sign = 0x10;
    private const int Digit = 0x1F;
    private const int DigitBits = 5;
    private const int MostDigits = 7;

    /// <summary>Encodes a mask.</summary>
    /// <param name="mask">Rows × columns values, row by row.</param>
    /// <param name="rows">Height, 1 to <see cref="LargestSide"/>.</param>
    /// <param name="columns">Width, 1 to <see cref="LargestSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range, or the mask has not rows × columns values.</exception>
    public static CocoRle Encode(ReadOnlySpan<bool> mask, int rows, int columns)
    {
        CheckSides(rows, columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Length, rows * columns);
        var runs = new RunLengthBuilder();
        for (var x = 0; x < columns; x++)
        {
            for (var y = 0; y < rows; y++)
                runs.Append(mask[y * columns + x], 1);
        }

        return FromRuns(runs.Finish(), rows, columns);
    }

    /// <summary>The mask, row by row.</summary>
    /// <exception cref="FormatException">The text is not an encoding of rows × columns pixels.</exception>
    public bool[] Decode()
    {
        var runs = Runs();
        var mask = new bool[Rows * Columns];
        var (at, value) = (0L, false);
        foreach (var run in runs)
        {
            for (var i = at; value && i < at + run; i++)
                mask[i % Rows * Columns + i / Rows] = true;
            at += run;
            value = !value;
        }

        return mask;
    }

    /// <summary>Number of pixels that are set.</summary>
    /// <exception cref="FormatException">The text is not an encoding of rows × columns pixels.</exception>
    public long Area()
    {
        return Runs().Where((_, index) => index % 2 == 1).Sum();
    }

    /// <summary>Lengths of the runs, first of 0, then of 1, and so on; their sum is rows × columns.</summary>
    /// <exception cref="FormatException">The text is not an encoding of rows × columns pixels.</exception>
    public IReadOnlyList<long> Runs()
    {
        CheckSides(Rows, Columns);
        var runs = new List<long>();
        var left = (long)Rows * Columns;
        for (var at = 0; at < Counts.Length;)
        {
            var run = ReadNumber(ref at) + (runs.Count > 2 ? runs[^2] : 0);
            if (run < 0 || run > left)
                throw new FormatException("The runs of the mask do not fit its size.");
            left -= run;
            runs.Add(run);
        }

        return left == 0 ? runs : throw new FormatException("The runs of the mask do not fit its size.");
    }

    internal static CocoRle FromRuns(IReadOnlyList<long> runs, int rows, int columns)
    {
        var text = new StringBuilder();
        for (var i = 0; i < runs.Count; i++)
            WriteNumber(text, i > 2 ? runs[i] - runs[i - 2] : runs[i]);
        return new(rows, columns, text.ToString());
    }

    private static void CheckSides(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, LargestSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, LargestSide);
    }

    private static void WriteNumber(StringBuilder text, long number)
    {
        bool more;
        do
        {
            var digit = (int)(number & Digit);
            number >>= DigitBits;
            more = number != ((digit & Sign) != 0 ? -1 : 0);
            text.Append((char)(Offset + (more ? digit | More : digit)));
        }
        while (more);
    }

    private long ReadNumber(ref int at)
    {
        var number = 0L;
        for (var digits = 0; ; digits++)
        {
            var character = at < Counts.Length && digits < MostDigits ? Counts[at++] - Offset : -1;
            if (character is < 0 or > (More | Digit))
                throw new FormatException("The text of the mask is damaged.");
            number |= (long)(character & Digit) << (DigitBits * digits);
            if ((character & More) != 0)
                continue;
            return (character & Sign) != 0 ? number | (-1L << (DigitBits * (digits + 1))) : number;
        }
    }
}
