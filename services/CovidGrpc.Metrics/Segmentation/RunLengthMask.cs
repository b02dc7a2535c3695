namespace CovidGrpc.Metrics.Segmentation;

/// <summary>
/// A binary mask as lengths of alternating runs of 0 and 1 down the columns, column after column, which is COCO's order. Area, overlap and
/// bounding box come from the runs; the pixels are never laid out.
/// </summary>
public sealed class RunLengthMask
{
    /// <summary>Largest height and width.</summary>
    public const int LargestSide = 16384;

    private readonly int[] _runs;

    private RunLengthMask(int rows, int columns, int[] runs)
    {
        Rows = rows;
        Columns = columns;
        _runs = runs;
        for (var i = 1; i < runs.Length; i += 2)
            Area += runs[i];
        BoundingBox = FindBoundingBox();
    }

    /// <summary>Height in pixels.</summary>
    public int Rows { get; }

    /// <summary>Width in pixels.</summary>
    public int Columns { get; }

    /// <summary>Number of pixels that are set.</summary>
    public long Area { get; }

    /// <summary>The smallest box around the pixels that are set, half-open; 0, 0, 0, 0 for an empty mask.</summary>
    public Box BoundingBox { get; }

    /// <summary>Lengths of the runs, first of 0, then of 1, and so on; their sum is rows × columns. A run may be empty.</summary>
    public ReadOnlySpan<int> Runs => _runs;

    /// <summary>A mask from its pixels.</summary>
    /// <param name="pixels">Rows × columns values, row by row.</param>
    /// <param name="rows">Height, 1 to <see cref="LargestSide"/>.</param>
    /// <param name="columns">Width, 1 to <see cref="LargestSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range, or there are not rows × columns pixels.</exception>
    public static RunLengthMask FromPixels(ReadOnlySpan<bool> pixels, int rows, int columns)
    {
        CheckSides(rows, columns);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, rows * columns);
        var runs = new List<int>();
        var (value, length) = (false, 0);
        for (var x = 0; x < columns; x++)
        {
            for (var y = 0; y < rows; y++, length++)
            {
                if (pixels[y * columns + x] == value)
                    continue;
                runs.Add(length);
                (value, length) = (!value, 0);
            }
        }

        runs.Add(length);
        return new(rows, columns, [.. runs]);
    }

    /// <summary>A mask from its runs.</summary>
    /// <param name="runs">Lengths, first of 0, then of 1, and so on.</param>
    /// <param name="rows">Height, 1 to <see cref="LargestSide"/>.</param>
    /// <param name="columns">Width, 1 to <see cref="LargestSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    /// <exception cref="FormatException">A run is negative, or their sum is not rows × columns.</exception>
    public static RunLengthMask FromRuns(IReadOnlyList<int> runs, int rows, int columns)
    {
        CheckSides(rows, columns);
        var left = (long)rows * columns;
        foreach (var run in runs)
        {
            left -= run;
            if (run < 0 || left < 0)
                break;
        }

        return left == 0 ? new(rows, columns, [.. runs]) : throw new FormatException(CompressedRuns.WrongSum);
    }

    /// <summary>A mask from COCO's compressed text.</summary>
    /// <param name="counts">The runs, five bits in a character.</param>
    /// <param name="rows">Height, 1 to <see cref="LargestSide"/>.</param>
    /// <param name="columns">Width, 1 to <see cref="LargestSide"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    /// <exception cref="FormatException">The text is not an encoding of rows × columns pixels.</exception>
    public static RunLengthMask FromCompressed(string counts, int rows, int columns)
    {
        CheckSides(rows, columns);
        return new(rows, columns, CompressedRuns.Decode(counts, rows * columns));
    }

    /// <summary>COCO's compressed text of the runs.</summary>
    public string ToCompressed() => CompressedRuns.Encode(_runs);

    /// <summary>The pixels, row by row.</summary>
    public bool[] ToPixels()
    {
        var pixels = new bool[Rows * Columns];
        var at = 0;
        for (var i = 0; i < _runs.Length; at += _runs[i++])
        {
            for (var k = 0; i % 2 == 1 && k < _runs[i]; k++)
                pixels[(at + k) % Rows * Columns + (at + k) / Rows] = true;
        }

        return pixels;
    }

    /// <summary>Number of pixels that are set in both masks.</summary>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public long Intersection(RunLengthMask other)
    {
        if (other.Rows != Rows || other.Columns != Columns)
            throw new ArgumentException("Masks of different size cannot be compared.", nameof(other));
        if (BoundingBox.Intersection(other.BoundingBox) == 0)
            return 0;
        var mine = new RunCursor(_runs);
        var theirs = new RunCursor(other._runs);
        var common = 0L;
        while (!mine.IsAtEnd && !theirs.IsAtEnd)
        {
            var step = Math.Min(mine.Left, theirs.Left);
            if (mine.IsSet && theirs.IsSet)
                common += step;
            mine.Advance(step);
            theirs.Advance(step);
        }

        return common;
    }

    /// <summary>The pixels that are set in any of the masks; null of none.</summary>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public static RunLengthMask? Union(IEnumerable<RunLengthMask> masks) =>
        masks.Aggregate((RunLengthMask?)null, (united, mask) => united is null ? mask : united.Union(mask));

    /// <summary>Pixels in both masks over pixels in either; NaN for two empty masks.</summary>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public double IntersectionOverUnion(RunLengthMask other)
    {
        var common = Intersection(other);
        return (double)common / (Area + other.Area - common);
    }

    private RunLengthMask Union(RunLengthMask other)
    {
        if (other.Rows != Rows || other.Columns != Columns)
            throw new ArgumentException("Masks of different size cannot be united.", nameof(other));
        var mine = new RunCursor(_runs);
        var theirs = new RunCursor(other._runs);
        var runs = new List<int>();
        var (value, length) = (false, 0);
        while (!mine.IsAtEnd)
        {
            var (step, isSet) = (Math.Min(mine.Left, theirs.Left), mine.IsSet || theirs.IsSet);
            if (isSet != value)
            {
                runs.Add(length);
                (value, length) = (isSet, 0);
            }

            length += step;
            mine.Advance(step);
            theirs.Advance(step);
        }

        runs.Add(length);
        return new(Rows, Columns, [.. runs]);
    }

    private static void CheckSides(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, LargestSide);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, LargestSide);
    }

    private Box FindBoundingBox()
    {
        if (Area == 0)
            return default;
        var (left, top, right, bottom) = (int.MaxValue, int.MaxValue, -1, -1);
        var at = 0;
        for (var i = 0; i < _runs.Length; at += _runs[i++])
        {
            if (i % 2 == 0 || _runs[i] == 0)
                continue;
            var last = at + _runs[i] - 1;
            var isOneColumn = at / Rows == last / Rows;
            left = Math.Min(left, at / Rows);
            right = Math.Max(right, last / Rows);
            top = isOneColumn ? Math.Min(top, at % Rows) : 0;
            bottom = isOneColumn ? Math.Max(bottom, last % Rows) : Rows - 1;
        }

        return new(left, top, right - left + 1, bottom - top + 1);
    }
}
