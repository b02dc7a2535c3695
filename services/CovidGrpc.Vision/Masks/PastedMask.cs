namespace CovidGrpc.Vision.Masks;

/// <summary>
/// A RoI's mask probabilities laid over the image, as torchvision before 0.4 did: pad by one cell of zeros, grow the box likewise, truncate its
/// corners to whole pixels, resize bilinearly and cut at the image's border. Outside the window [Left, Right) × [Top, Bottom) it is zero.
/// </summary>
internal sealed class PastedMask
{
    private readonly int _padded;
    private readonly float[] _cells;
    private readonly long _x1;
    private readonly long _y1;
    private readonly float _horizontalScale;
    private readonly float _verticalScale;
    private readonly int _rows;
    private readonly int _columns;

    /// <param name="probabilities">[side, side], row by row.</param>
    /// <param name="side">28 in this network.</param>
    /// <param name="box">Where it belongs, in the image's pixels.</param>
    /// <param name="rows">The image's height.</param>
    /// <param name="columns">The image's width.</param>
    internal PastedMask(ReadOnlySpan<float> probabilities, int side, Box box, int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        _padded = side + 2;
        _cells = new float[_padded * _padded];
        for (var y = 0; y < side; y++)
            probabilities.Slice(y * side, side).CopyTo(_cells.AsSpan((y + 1) * _padded + 1));

        var growth = (float)((double)_padded / side);
        (_x1, var x2) = Grow(box.X1, box.X2, growth);
        (_y1, var y2) = Grow(box.Y1, box.Y2, growth);
        _horizontalScale = (float)_padded / Math.Max(x2 - _x1 + 1, 1);
        _verticalScale = (float)_padded / Math.Max(y2 - _y1 + 1, 1);
        Left = (int)Math.Max(_x1, 0);
        Top = (int)Math.Max(_y1, 0);
        Right = (int)Math.Max(Math.Min(Math.Max(x2, _x1) + 1, columns), Left);
        Bottom = (int)Math.Max(Math.Min(Math.Max(y2, _y1) + 1, rows), Top);
    }

    /// <summary>First column of the window.</summary>
    internal int Left { get; }

    /// <summary>First row of the window.</summary>
    internal int Top { get; }

    /// <summary>Column behind the window.</summary>
    internal int Right { get; }

    /// <summary>Row behind the window.</summary>
    internal int Bottom { get; }

    /// <summary>The probabilities of rows Top to Bottom in one column of the window.</summary>
    internal void ReadColumn(int x, Span<float> column)
    {
        var (left, right, rightShare) = Neighbours(x - _x1, _horizontalScale);
        for (var y = Top; y < Bottom; y++)
        {
            var (upper, lower, lowerShare) = Neighbours(y - _y1, _verticalScale);
            var above = (1 - rightShare) * _cells[upper * _padded + left] + rightShare * _cells[upper * _padded + right];
            var below = (1 - rightShare) * _cells[lower * _padded + left] + rightShare * _cells[lower * _padded + right];
            column[y - Top] = (1 - lowerShare) * above + lowerShare * below;
        }
    }

    /// <summary>The image-sized mask of pixels above a threshold that is at least 0.</summary>
    internal CocoRle Encode(double threshold)
    {
        var runs = new RunLengthBuilder();
        var column = new float[Bottom - Top];
        runs.Append(false, (long)Left * _rows);
        for (var x = Left; x < Right; x++)
        {
            ReadColumn(x, column);
            runs.Append(false, Top);
            foreach (var probability in column)
                runs.Append(probability > threshold, 1);
            runs.Append(false, _rows - Bottom);
        }

        runs.Append(false, (long)(_columns - Right) * _rows);
        return CocoRle.FromRuns(runs.Finish(), _rows, _columns);
    }

    private static (long Low, long High) Grow(float low, float high, float growth)
    {
        var half = (high - low) * 0.5f * growth;
        var centre = (high + low) * 0.5f;
        return ((long)(centre - half), (long)(centre + half));
    }

    private (int Low, int High, float HighShare) Neighbours(long offset, float scale)
    {
        var source = Math.Max((offset + 0.5f) * scale - 0.5f, 0);
        var low = Math.Min((int)source, _padded - 1);
        return (low, Math.Min(low + 1, _padded - 1), source - low);
    }
}
